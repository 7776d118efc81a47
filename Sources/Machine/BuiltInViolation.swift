/// What the machine finds without being asked. A crash ends the path; a finding is recorded and the path goes
/// on.
public enum BuiltInViolation {
  public static let crashes: [(id: String, text: String)] = [
    ("null-dereference", "a NULL pointer is used"),
    ("use-after-free", "freed memory is used"),
    ("double-free", "memory is freed that is not allocated"),
    ("bug", "a BUG() is reached"),
    ("undefined-opcode", "an instruction raises #UD and nothing handles it"),
    ("general-protection", "an instruction raises #GP and nothing handles it"),
    ("pool-exhausted", "the modelled heap has no slot left: the bound is too small for an answer"),
    ("use-after-return", "a local variable is used after its function has returned"),
  ]

  public static let findings: [(id: String, text: String)] = [
    ("sleep-in-atomic", "a function that may sleep runs with interrupts or preemption off, or in a handler"),
    ("migratable-processor-id", "the number of the CPU is used while the task may migrate"),
    ("lock-misuse", "a lock is taken by its holder, or released by another"),
    ("lockdep", "a function runs without the lock, or in another context, that it asserts with lockdep"),
    ("unchecked-msr-access", "reading or writing a model-specific register faults, and nobody looks at it"),
    ("uninitialised-page", "a page is given to the hypervisor or to hardware that nobody has written"),
    ("encrypted-page", "a page is given to the hypervisor that it can't read, because it is encrypted"),
    ("warn", "a WARN() is reached"),
    ("error-in-nofail", "a callback of a section that may not fail returns an error"),
    ("double-startup", "a startup callback runs twice without its teardown between"),
  ]
}
