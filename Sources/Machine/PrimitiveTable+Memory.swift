import Program

/// Memory. Sizes do not matter to a pool; flags say whether the allocation may sleep, and whether the memory
/// is zeroed. Steps of an allocation and of a release: one each.
extension Kernel {
  static let memoryPrimitives: [Primitive] =
    [
      allocation("kmalloc", "size_t size, gfp_t flags", .flags(2)),
      allocation("kzalloc", "size_t size, gfp_t flags", .flags(2), isZeroed: true),
      allocation("kmalloc_node", "size_t size, gfp_t flags, int node", .flags(2)),
      allocation("kzalloc_node", "size_t size, gfp_t flags, int node", .flags(2), isZeroed: true),
      allocation("kmalloc_array", "size_t n, size_t size, gfp_t flags", .flags(3)),
      allocation("kcalloc", "size_t n, size_t size, gfp_t flags", .flags(3), isZeroed: true),
      allocation("kvcalloc", "size_t n, size_t size, gfp_t flags", .flags(3), isZeroed: true),
      allocation("kvmalloc", "size_t size, gfp_t flags", .flags(2)),
      allocation("kvzalloc", "size_t size, gfp_t flags", .flags(2), isZeroed: true),
      allocation("vmalloc", "unsigned long size", .sleeps),
      allocation("vzalloc", "unsigned long size", .sleeps, isZeroed: true),
      allocation("__vmalloc", "unsigned long size, gfp_t flags", .flags(2)),
      allocation("__get_free_page", "gfp_t flags", .flags(1)),
      allocation("__get_free_pages", "gfp_t flags, unsigned int order", .flags(1)),
      allocation("get_zeroed_page", "gfp_t flags", .flags(1), isZeroed: true),
      allocation("alloc_page", "gfp_t flags", .flags(1)),
      allocation("alloc_pages", "gfp_t flags, unsigned int order", .flags(1)),
      allocation("alloc_pages_node", "int node, gfp_t flags, unsigned int order", .flags(2)),
      release("kfree", "const void *object"), release("kvfree", "const void *object"),
      release("kfree_sensitive", "const void *object"),
      release("vfree", "const void *object", sleeps: true),
      release("free_page", "unsigned long object"),
      release("free_pages", "unsigned long object, unsigned int order"),
      release("__free_page", "struct page *object"),
      release("__free_pages", "struct page *object, unsigned int order"),
    ]
    + [("memset", "int c"), ("memcpy", "const void *src")].map { name, source in
      Primitive(name, "void \(name)(void *object, \(source), size_t n)", [.pool, .value, .any, .any]) {
        initialise($0.value(1), $0.name(0), "\(name)(\($0.value(1)))", in: $0.computer)
      }
    }
    + ["set_memory_decrypted", "set_memory_encrypted"].map { name in
      Primitive(
        name, "int \(name)(unsigned long object, int numpages)", [.pool, .value, .any], returns: .errno
      ) { call in
        // Where no memory is encrypted there is nothing to do (`__set_memory_enc_dec`).
        if call.computer.variable("\(call.name(0)).encrypted") == nil {
          call.give(0)
        } else {
          Statement.Kind.call(
            result: call.result, procedure: "\(name)(\(call.name(0)))", arguments: [call.value(1)])
        }
      }
    }

  private enum Sleeping: Sendable {
    /// If the flags that are this argument allow it.
    case flags(Int)
    case sleeps

    func isZeroed(_ call: Expansion) -> Expression {
      guard case .flags(let position) = self else { return 0 }
      return ((call.value(position) & .constant(Kernel.zero)) != 0).folded
    }
  }

  private static func allocation(
    _ name: String, _ list: String, _ sleeping: Sleeping, isZeroed: Bool = false
  ) -> Primitive {
    var parameters: [Parameter] = [.pool] + list.split(separator: ",").map { _ in .any }
    if case .flags(let position) = sleeping { parameters[position] = .value }
    return Primitive(name, "void *\(name)(\(list))", parameters, returns: .pointer) { call in
      switch sleeping {
      case .flags(let position): mightSleep(if: call.value(position) & .constant(directReclaim))
      case .sleeps: mightSleep()
      }
      let zeroed = isZeroed ? 1 : sleeping.isZeroed(call)
      allocate(call, "kzalloc", when: zeroed)
      allocate(call, "kmalloc", when: .unary(.not, zeroed).folded)
    }
  }

  private static func allocate(
    _ call: Expansion, _ procedure: String, when condition: Expression
  ) -> [Statement] {
    let allocation = Statement.Kind.call(
      result: call.result, procedure: "\(procedure)(\(call.name(0)))", arguments: [])
    if condition == 0 { return [] }
    return [Statement(condition == 1 ? allocation : If(condition) { allocation })]
  }

  private static func release(_ name: String, _ list: String, sleeps: Bool = false) -> Primitive {
    let others = list.split(separator: ",").dropFirst().map { _ in Parameter.any }
    return Primitive(name, "void \(name)(\(list))", [.pool, .value] + others) { call in
      if sleeps { mightSleep() }
      Do("kfree(\(call.name(0)))", call.value(1))
    }
  }
}
