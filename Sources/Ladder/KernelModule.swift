/// A loadable module whose callbacks the captures show.
public enum KernelModule: String, Sendable, Hashable {
  case kvm
  case virtioNet = "virtio_net"
}
