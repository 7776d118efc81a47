/// What all the files of a program declare, by name, and what follows from it: types without typedefs,
/// constants, the layout of records.
struct Declarations: Sendable {
  /// What `NR_CPUS` stands for.
  var cpus = 8
  private(set) var functions: [String: CFunction] = [:]
  private(set) var prototypes: [String: CFunctionType] = [:]
  private(set) var variables: [String: CVariable] = [:]
  private var typedefs: [String: CType] = [:]
  private var records: [String: CRecord] = [:]
  /// Of those whose size is known.
  private var layouts: [String: RecordLayout] = [:]
  /// Those that hold an array, and are not held as one number.
  private var recordsWithArrays: Set<String> = []
  /// Those that hold themselves, or records deeper than the limit.
  private var endlessRecords: Set<String> = []
  private var enumerators: [String: Int] = [:]
  private var signedEnumerations: Set<String> = []
  /// Those without parameters: what stands for a constant.
  private var macros: [String: CMacro] = [:]

  /// Earlier files go before later ones; within a file a definition goes before a declaration.
  ///
  /// - Parameter overriding: files whose variables go before those of all others.
  init(_ files: [CFile], overriding: [CFile] = []) {
    for variable in overriding.flatMap(\.variables) where variables[variable.name] == nil {
      variables[variable.name] = variable
    }
    let overridden = Set(variables.keys)
    for file in files {
      for item in file.items { add(item, overridden) }
      // Of several definitions in one file the last one counts.
      for macro in file.macros.reversed() where !macro.isFunctionLike && macros[macro.name] == nil {
        macros[macro.name] = macro
      }
    }
    for file in files { for enumeration in file.enumerations { add(enumeration) } }
    layOutRecords()
  }

  private mutating func add(_ item: CItem, _ overridden: Set<String>) {
    switch item {
    case .function(let function):
      if functions[function.name] == nil { functions[function.name] = function }
    case .prototype(let prototype):
      if prototypes[prototype.name] == nil { prototypes[prototype.name] = prototype.type.function }
    case .variable(let variable):
      guard !overridden.contains(variable.name) else { return }
      // A tentative definition gives way to one with an initial value (C11 6.9.2).
      if let known = variables[variable.name],
        known.initializer != nil || !known.storage.contains(.extern) && variable.initializer == nil
      {
        return
      }
      variables[variable.name] = variable
    case .typedef(let typedef):
      if typedefs[typedef.name] == nil { typedefs[typedef.name] = typedef.type }
    case .record(let record): add(record)
    default: break
    }
  }

  private mutating func add(_ record: CRecord) {
    let name = Declarations.name(of: record)
    if records[name] == nil || records[name]!.members.isEmpty { records[name] = record }
    for member in record.members {
      if case .record(let inner)? = member.type?.kind { add(inner) }
      if case .enumeration(let inner)? = member.type?.kind { add(inner) }
    }
  }

  private mutating func add(_ enumeration: CEnumeration) {
    var next = 0
    for constant in enumeration.constants {
      if let value = constant.value { next = self.constant(value) ?? next }
      if enumerators[constant.name] == nil { enumerators[constant.name] = next }
      next += 1
    }
    if let name = enumeration.name, hasNegative(enumeration) { signedEnumerations.insert(name) }
  }

  /// Whether one of the constants is negative: then gcc makes the type `int`, else `unsigned int`.
  private func hasNegative(_ enumeration: CEnumeration) -> Bool {
    enumeration.constants.contains { (enumerators[$0.name] ?? 0) < 0 }
  }

  /// `struct foo`; a record without a tag is named by its place.
  static func name(of record: CRecord) -> String {
    "\(record.tag.rawValue) \(record.name ?? "at \(record.place)")"
  }

  func record(_ name: String) -> CRecord? { records[name] }

  /// A record that contains itself, or stands at the end of too many, which no object can.
  var impossible: CRecord? { endlessRecords.min().flatMap { records[$0] } }
  func layout(_ name: String) -> RecordLayout? { layouts[name] }
  func layout(_ record: CRecord) -> RecordLayout? { layouts[Declarations.name(of: record)] }

  /// Whether a record is held as one number.
  func isOneNumber(_ name: String) -> Bool { layouts[name]?.isOneNumber == true }
  func holdsArray(_ name: String) -> Bool { recordsWithArrays.contains(name) }
  func isEndless(_ name: String) -> Bool { endlessRecords.contains(name) }

  /// How many records may stand inside of each other.
  static let maximumDepth = 64

  private mutating func layOutRecords() {
    var (done, underway): (Set<String>, Set<String>) = ([], [])
    for name in records.keys.sorted() { _ = layOut(name, &done, &underway) }
  }

  /// Lays out a record after those in it; false if there is no end to them.
  private mutating func layOut(_ name: String, _ done: inout Set<String>, _ underway: inout Set<String>)
    -> Bool
  {
    if done.contains(name) { return !endlessRecords.contains(name) }
    guard let record = records[name] else { return true }
    guard underway.count < Declarations.maximumDepth, underway.insert(name).inserted else { return false }
    var (ends, hasArray) = (true, false)
    for member in record.members {
      guard var held = member.type.map({ type($0) }) else { continue }
      while case .array(let element, _) = held {
        hasArray = hasArray || element != .mask
        held = element
      }
      guard case .record(let inner) = held else { continue }
      if !layOut(inner, &done, &underway) { ends = false }
      hasArray = hasArray || recordsWithArrays.contains(inner)
    }
    underway.remove(name)
    done.insert(name)
    if ends { layouts[name] = RecordLayout(record, self) } else { endlessRecords.insert(name) }
    if hasArray && !isOneNumber(name) { recordsWithArrays.insert(name) }
    return ends
  }

  // MARK: Types

  /// Types that headers define and everybody knows.
  private static let known: [String: LoweredType] = [
    "size_t": .unsignedLong, "ssize_t": .long, "gfp_t": .unsigned, "pid_t": .int, "loff_t": .long,
    "uintptr_t": .unsignedLong, "intptr_t": .long, "phys_addr_t": .unsignedLong,
    "dma_addr_t": .unsignedLong, "resource_size_t": .unsignedLong, "irq_hw_number_t": .unsignedLong,
    "ktime_t": .long, "cycles_t": .unsignedLong, "smp_call_func_t": .pointer(.function),
    "cpu_stop_fn_t": .pointer(.function), "work_func_t": .pointer(.function), "cpumask_t": .mask,
    "cpumask_var_t": .array(.mask, count: 1), "umode_t": .integer(bits: 16, signed: false),
    "irqreturn_t": .int, "atomic_t": .int, "atomic64_t": .long, "atomic_long_t": .long, "refcount_t": .int,
    "bool": .boolean,
  ]

  func type(_ type: CType) -> LoweredType { resolve(type, depth: 0) }

  private func resolve(_ type: CType, depth: Int) -> LoweredType {
    guard depth < 64 else { return .unknown }
    switch type.kind {
    case .void: return .void
    case .boolean: return .boolean
    case .integer(let integer): return .integer(bits: integer.width, signed: integer.isSigned)
    case .floating, .automatic: return .unknown
    case .named(let name):
      if let known = Declarations.known[name] { return known }
      if let typedef = typedefs[name] { return resolve(typedef, depth: depth + 1) }
      return .record(name)
    case .tag(.enum, let name): return signedEnumerations.contains(name) ? .int : .unsigned
    case .enumeration(let enumeration): return hasNegative(enumeration) ? .int : .unsigned
    case .tag(.struct, "cpumask"): return .mask
    case .tag(.struct, "kref"): return .int
    case .tag(let tag, let name): return .record("\(tag.rawValue) \(name)")
    case .record(let record): return .record(Declarations.name(of: record))
    case .pointer(let inner):
      let pointee = resolve(inner, depth: depth + 1)
      return pointee == .function ? .pointer(.function) : .pointer(pointee)
    case .array(let inner, let count):
      return .array(
        resolve(inner, depth: depth + 1), count: count.flatMap { constant($0) }.map { max(0, $0) })
    case .function: return .function
    case .typeof(let expression):
      if case .type(let inner) = expression.kind { return resolve(inner, depth: depth + 1) }
      return .unknown
    }
  }

  // MARK: Constants

  func enumerator(_ name: String) -> Int? { enumerators[name] }
  func macro(_ name: String) -> CMacro? { macros[name] }
}
