/// Constants of headers that every kernel file may use without including them by name: error numbers
/// (include/uapi/asm-generic/errno-base.h, errno.h, include/linux/errno.h, 6.12) and a few others.
enum CConstants {
  static let values: [String: Int] = KernelSizes.values.merging(others) { first, _ in first }

  private static let others: [String: Int] = [
    "NULL": 0, "true": 1, "false": 0,
    "INT_MAX": 0x7fff_ffff, "UINT_MAX": 0xffff_ffff, "U32_MAX": 0xffff_ffff, "INT_MIN": -0x8000_0000,
    "U64_MAX": -1, "ULONG_MAX": -1, "LONG_MAX": Int.max, "U8_MAX": 0xff, "U16_MAX": 0xffff,
    "EPERM": 1, "ENOENT": 2, "ESRCH": 3, "EINTR": 4, "EIO": 5, "ENXIO": 6, "E2BIG": 7, "ENOEXEC": 8,
    "EBADF": 9, "ECHILD": 10, "EAGAIN": 11, "ENOMEM": 12, "EACCES": 13, "EFAULT": 14, "ENOTBLK": 15,
    "EBUSY": 16, "EEXIST": 17, "EXDEV": 18, "ENODEV": 19, "ENOTDIR": 20, "EISDIR": 21, "EINVAL": 22,
    "ENFILE": 23, "EMFILE": 24, "ENOTTY": 25, "ETXTBSY": 26, "EFBIG": 27, "ENOSPC": 28, "ESPIPE": 29,
    "EROFS": 30, "EMLINK": 31, "EPIPE": 32, "EDOM": 33, "ERANGE": 34, "EDEADLK": 35, "ENAMETOOLONG": 36,
    "ENOLCK": 37, "ENOSYS": 38, "ENOTEMPTY": 39, "ELOOP": 40, "EWOULDBLOCK": 11, "ENODATA": 61,
    "ETIME": 62, "EPROTO": 71, "EOVERFLOW": 75, "EILSEQ": 84, "EOPNOTSUPP": 95, "EADDRINUSE": 98,
    "ENOBUFS": 105, "ETIMEDOUT": 110, "EALREADY": 114, "EINPROGRESS": 115, "EREMOTEIO": 121,
    "ECANCELED": 125, "EOWNERDEAD": 130, "ERFKILL": 132, "EHWPOISON": 133, "ENOTSUPP": 524,
    "NOTIFY_DONE": 0, "NOTIFY_OK": 1, "IRQ_NONE": 0, "IRQ_HANDLED": 1, "IRQ_WAKE_THREAD": 2,
  ]

  /// `-EBUSY` for -16, `NULL` for 0; of two names for one number the first in alphabetical order.
  static func text(ofError value: Int) -> String {
    if value == 0 { return "NULL" }
    let names = values.filter { $0.key.hasPrefix("E") && $0.value == -value }.keys.sorted()
    return names.first.map { "-\($0)" } ?? "\(value)"
  }
}

/// Cutting a number down to a C integer.
enum UnaryOperatorTruncation {
  static func apply(_ value: Int, bits: Int, signed: Bool) -> Int {
    let shift = 64 - bits
    return signed ? (value << shift) >> shift : Int(bitPattern: (UInt(bitPattern: value) << shift) >> shift)
  }
}
