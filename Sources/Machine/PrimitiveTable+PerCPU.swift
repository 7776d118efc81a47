import Program

extension Kernel {
  static let perCPUPrimitives: [Primitive] = [
    Primitive(
      "this_cpu_ptr", "void *this_cpu_ptr(void __percpu *variable)", [.perCPU],
      returns: .element(ofArgument: 0)
    ) {
      if let result = $0.result { smpProcessorID(result) }
    }
  ]
}
