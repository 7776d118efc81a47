import StateSpace

/// One statement of a program tree, with the place in the model's own source where it was written.
public struct Statement: Sendable, Equatable {
  public var kind: Kind
  public var place: SourcePlace?

  public init(_ kind: Kind, at place: SourcePlace? = nil) {
    self.kind = kind
    self.place = place
  }

  public indirect enum Kind: Sendable, Equatable {
    /// `target = value`; the target is a local, a variable or an element.
    case assign(Expression, Expression)
    /// A call, bound at build time; the result goes into `result` if there is one.
    case call(result: Expression?, procedure: String, arguments: [Expression])
    /// A call through a table of procedure references: the entry whose value equals the selector, none if no
    /// entry does.
    case dispatch(result: Expression?, selector: Expression, table: [DispatchEntry], arguments: [Expression])
    case conditional(Expression, then: [Statement], otherwise: [Statement])
    case whileLoop(Expression, [Statement])
    case loop([Statement])
    /// One of the options whose guards hold. Each is a transition of its own, which includes the atomic block
    /// without a guard that its body may start with.
    case choose([Option])
    case atomic(Atomic)
    case returnValue(Expression?)
    case breakLoop
    case continueLoop
    case label(String)
    case goto(String)
    /// Whenever this point is reached the condition must hold; if it doesn't, the finding is reported and the
    /// path goes on.
    ///
    /// It is an observer and no access: it makes no step, and looks at the moment in which the step before it
    /// ends. Fused and unfused searches therefore agree on it if nobody else can change what it reads between
    /// that step and this point: locals, the context's own history in a ghost, data that a lock protects
    /// here, or what the step before has read into a local. A condition on data that others may write at any
    /// time belongs into an atomic block, `Atomic { Require(..) }`: the block is a step, so every state in
    /// which the context stands before it is looked at.
    case require(finding: String, Expression)
    /// Ends the path in the absorbing state of this kind: a BUG, an unhandled fault.
    case crash(kind: String)
    /// Something that an observer of the modelled system would see: a log line, a trace event. No effect on
    /// the state.
    case event(name: String, arguments: [Expression])
  }

  public struct DispatchEntry: Sendable, Equatable {
    public var value: Int
    public var procedure: String

    public init(value: Int, procedure: String) {
      self.value = value
      self.procedure = procedure
    }
  }

  public struct Option: Sendable, Equatable {
    public var name: String
    public var agency: Agency
    public var guardCondition: Expression
    public var body: [Statement]

    public init(name: String, agency: Agency, when guardCondition: Expression, body: [Statement]) {
      self.name = name
      self.agency = agency
      self.guardCondition = guardCondition
      self.body = body
    }
  }

  /// One transition of many accesses, taken when its guard holds.
  public struct Atomic: Sendable, Equatable {
    /// What the step does, in the words of the trace; empty for the statement's own text.
    public var text: String
    public var guardCondition: Expression
    /// Why nothing can come between, for kernel code; empty for hardware and environment.
    public var reason: String
    /// Whose step it is; nil for the context's own.
    public var agency: Agency?
    /// The step does not ask who owns the CPU: the delivery of an interrupt, a wake-up by hardware.
    public var bypassesOwner: Bool
    public var body: [Statement]

    public init(
      text: String = "", when guardCondition: Expression = 1, reason: String = "", agency: Agency? = nil,
      bypassesOwner: Bool = false, body: [Statement]
    ) {
      self.text = text
      self.guardCondition = guardCondition
      self.reason = reason
      self.agency = agency
      self.bypassesOwner = bypassesOwner
      self.body = body
    }
  }
}

/// A place in the source of the model: `#fileID` and line, or a C file and line.
public struct SourcePlace: Hashable, Sendable, CustomStringConvertible {
  public var file: String
  public var line: Int

  public init(file: String, line: Int) {
    self.file = file
    self.line = line
  }

  public var description: String { "\(file):\(line)" }
}
