import Program

extension Kernel {
  static let crossCallPrimitives: [Primitive] = [
    Primitive(
      "on_each_cpu", "void on_each_cpu(smp_call_func_t func, void *info, int wait)",
      [.function, .any, .value]
    ) { call throws(PrimitiveError) in
      Do("on_each_cpu", .constant(try call.index(ofFunction: 0, in: call.computer.callFunctions)))
    }
  ]
}
