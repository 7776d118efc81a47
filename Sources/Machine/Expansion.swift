import Program

extension Kernel {
  /// One call of a primitive: arguments whose kinds have been checked, where the result goes, and the
  /// computer whose program it becomes part of.
  struct Expansion {
    let primitive: String
    let arguments: [Argument]
    let computer: Computer
    private(set) var result: Expression?

    init(_ primitive: String, _ arguments: [Argument], _ computer: Computer) {
      self.primitive = primitive
      self.arguments = arguments
      self.computer = computer
    }

    init(_ expansion: Expansion, result: Expression?) {
      self = expansion
      self.result = result
    }

    func value(_ position: Int) -> Expression {
      switch arguments[position] {
      case .value(let value): return value
      case .place(let place): return place.value
      case .name, .text: preconditionFailure("argument \(position) of \(primitive) has no value")
      }
    }

    func place(_ position: Int) -> Place {
      guard case .place(let place) = arguments[position] else {
        preconditionFailure("argument \(position) of \(primitive) is no place")
      }
      return place
    }

    func name(_ position: Int) -> String {
      switch arguments[position] {
      case .name(let name): return name
      case .place(let place):
        if case .shared(let name) = place.value { return name }
      case .value, .text: break
      }
      preconditionFailure("argument \(position) of \(primitive) is no name")
    }

    /// What the variable may hold that the argument names or is the address of.
    func domain(_ position: Int) throws(PrimitiveError) -> Domain {
      let name: String
      switch arguments[position] {
      case .name(let known): name = known
      case .place(let place):
        switch place.value {
        case .local(let local): return local.domain
        case .shared(let known), .element(let known, _): name = known
        default: throw PrimitiveError(.wrongKind, "\(place) in a call of \(primitive) is no variable")
        }
      case .value(let value):
        throw PrimitiveError(.wrongKind, "\(value) in a call of \(primitive) is no variable")
      case .text(let text):
        throw PrimitiveError(.wrongKind, "\"\(text)\" in a call of \(primitive) is no variable")
      }
      guard let variable = computer.variable(name) else {
        throw PrimitiveError(.unknownName, "\(primitive) is called with \(name), which is not declared")
      }
      return variable.domain
    }

    /// The index of a procedure among those that were declared for calls of this kind.
    func index(ofFunction position: Int, in declared: [String]) throws(PrimitiveError) -> Int {
      guard let index = declared.firstIndex(of: name(position)) else {
        throw PrimitiveError(
          .unknownName,
          "\(primitive) is called with \(name(position)), which is not among the functions declared for it")
      }
      return index
    }

    /// What the primitive works on has to be there; `declaration` says how.
    func needs(variable: String, _ declaration: String) throws(PrimitiveError) -> [Statement] {
      guard computer.variable(variable) == nil else { return [] }
      throw PrimitiveError(.unknownName, "\(primitive) needs \(variable); declare it with \(declaration)")
    }

    /// The value goes where the caller wants it; nobody may want it.
    func give(_ value: Expression) -> [Statement] { result.map { [Statement($0 <- value)] } ?? [] }

    /// The same in one step, whatever the value reads.
    func give(_ text: String, _ value: Expression) -> [Statement] {
      guard let result else { return [] }
      let checks = arguments.flatMap { argument -> [Statement] in
        if case .place(let place) = argument { place.check } else { [] }
      }
      return [
        Statement(
          Atomic("\(result) = \(text)()") {
            checks
            result <- value
          })
      ]
    }

    // MARK: Masks

    /// A mask that is read in the step in which this stands.
    func mask(_ position: Int) -> Expression { value(position) }

    /// Reads the mask in one step of its own, unless nothing can come between its parts.
    func snapshot(_ position: Int) -> [Statement] {
      guard !isPlain(position) else { return [] }
      return [
        Statement(
          Atomic("\(primitive): read \(value(position))") {
            if case .place(let place) = arguments[position] { place.check }
            kept(position) <- value(position)
          })
      ]
    }

    /// The mask that `snapshot` has read.
    func sampled(_ position: Int) -> Expression { isPlain(position) ? value(position) : kept(position) }

    private func kept(_ position: Int) -> Expression {
      .local("mask \(position)", .range(0...(1 << computer.cpus - 1)))
    }

    private func isPlain(_ position: Int) -> Bool {
      switch value(position) {
      case .constant, .local: return true
      default: return false
      }
    }
  }
}
