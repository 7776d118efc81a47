import Machine
import Program

/// What surrounds the C that is read: the computer it runs on, and what its case provides beside the kernel's
/// primitives.
public struct CEnvironment: Sendable {
  /// A function that the case gives as a program.
  public struct Function: Sendable {
    public var procedure: String
    public var parameters: Int
    /// What it returns; nil for nothing.
    public var result: Domain?
    /// A pointer that is passed must point into this pool; for any other -1 is passed.
    public var pool: String?

    public init(procedure: String, parameters: Int, result: Domain? = nil, pool: String? = nil) {
      self.procedure = procedure
      self.parameters = parameters
      self.result = result
      self.pool = pool
    }
  }

  /// A call whose meaning depends on the text of its arguments: `cpuhp_setup_state(STATE, "name", up, down)`.
  public typealias Expansion = @Sendable (_ call: CCall) -> Result<CExpansion, CReadError>

  public var functions: [String: Function] = [:]
  public var expansions: [String: Expansion] = [:]
  /// Names that stand for numbers: the parameters of a case.
  public var constants: [String: Int] = [:]
  /// What an access through a pointer into a pool must also find, by pool: the properties of a case.
  public var accessChecks: [String: @Sendable (_ pointer: Expression) -> [Statement]] = [:]
  /// To look at what a function is understood as, rather than to explore it: what nobody defines may hold
  /// anything, so that no branch is left out.
  public var isSurvey = false
  /// Slots of a pool that no one declares.
  public var slots = 2

  public init() {}
}

/// A call as an expansion sees it.
public struct CCall: Sendable {
  public enum Argument: Sendable, Equatable {
    case constant(Int)
    case text(String)
    /// The address of a function; it will be read, with the CPU as its first argument.
    case function(String)
    /// The name of a variable whose address is passed.
    case variable(String)
    /// Anything else: what computes it.
    case value(Expression)
  }

  public var name: String
  public var arguments: [Argument]
  /// The arguments as they are written.
  public var names: [String]
  public var place: CPlace
}

/// What an expansion makes of a call.
public struct CExpansion: Sendable {
  /// The procedure to call, with these arguments.
  public var procedure: String
  public var arguments: [Expression]
  public var result: Domain?

  public init(procedure: String, arguments: [Expression] = [], result: Domain? = nil) {
    self.procedure = procedure
    self.arguments = arguments
    self.result = result
  }
}

/// Why a program could not be read at all.
public enum CReadError: Error, Sendable, Equatable, CustomStringConvertible {
  case missingFunction(String)
  case unsettled(rounds: Int)
  case wrongUse(name: String, place: CPlace, problem: String)

  public var description: String {
    switch self {
    case .missingFunction(let name):
      "no file that was read defines the function \(name); name the file that does with --follow"
    case .unsettled(let rounds):
      "what the pointers of the program point to did not settle in \(rounds) rounds; follow fewer functions"
    case .wrongUse(let name, let place, let problem): "\(place): \(name) \(problem)"
    }
  }
}
