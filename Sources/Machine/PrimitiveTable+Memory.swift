import Program

extension Kernel {
  static let memoryPrimitives: [Primitive] = [
    Primitive("kfree", "void kfree(const void *object)", [.pool, .value]) {
      Do("kfree(\($0.name(0)))", $0.value(1))
    },
    Primitive("kmalloc", "void *kmalloc(size_t size, gfp_t flags)", [.pool, .any, .any], returns: .pointer) {
      Statement.Kind.call(result: $0.result, procedure: "kmalloc(\($0.name(0)))", arguments: [])
    },
  ]
}
