/// What was loaded on the captured kernel; decides which rungs are registered and how many instances they
/// have.
public enum CapturedSetup: Sendable, Hashable, CaseIterable {
  /// Nothing but the initramfs.
  case plain
  /// After `modprobe kvm_amd`. 6.12 registers `kvm/cpu:online` only once KVM is in use, which
  /// `kvm.enable_virt_at_load` makes it at load.
  case kvmLoaded
  /// 4 vCPUs, one virtio-net and one virtio-blk device bound; the disk has a queue for each vCPU.
  case virtioBound
}
