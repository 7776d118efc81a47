/// Sizes of the machine that every kernel file may use: expressions and conditional compilation know them.
enum KernelSizes {
  static let values: [String: Int] = ["PAGE_SIZE": 4096, "PAGE_SHIFT": 12, "HZ": 250]
}
