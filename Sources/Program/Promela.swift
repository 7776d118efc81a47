/// The model as Promela text, for Spin 6.5 (https://spinroot.com/spin/Man/promela.html).
///
/// One process, one loop, one `d_step` for each action; the state vector holds the cells of the graph and
/// nothing else. With exact storage and without reduction Spin then stores as many states as `search` does,
/// and counts one transition more, for the initial state:
///
///     spin -a model.pml && gcc -O1 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -n -m10000000
///
/// The verifier prints each of these lines once, when it first meets the case, so that one counting run
/// compares all:
///
///     finding: ID             a transition reported the finding
///     crash: ID               a path ended in this kind of crash
///     predicate seen: NAME    the predicate holds in some state
///     predicate violated: NAME    it does not hold in some state
///     deadlocks: N            at the end: states without a successor, crashed ones left out
///
/// A division by zero, an index or a store out of range and an endless local run end in the crash
/// `model-error`, as in the interpreter. One difference is accepted: the interpreter counts every jump of a
/// transition against its limit of 10,000, the export backward jumps only. With `-DSTOP_AT_PREDICATE=i` the
/// verifier ends with an error where predicate i does not hold, which together with `-DBFS` makes Spin's own
/// shortest counterexample.
///
/// Expressions whose values fit into Promela's `int` are Promela; all others, and weights, lowest bits and
/// lookups, which Promela lacks, are `c_expr` over 64-bit helpers. A variable whose domain is a set of values
/// holds their numbers, as the cells of the graph do.
///
/// A text of more than a thousand actions is better compiled with `-O0`: pan.c has one function for all of
/// them, and with `-O1` the compiler takes 3 minutes for 4,300 actions instead of half of one. Spin sets no
/// other limit in practice; a state vector of more than 1,024 bytes needs `-DVECTORSZ=4096`.
///
/// - Complexity: linear in the sum of the lengths of all transitions.
public func promela(of model: CompiledModel) -> String {
  let graph = model.graph
  let cells = PromelaCells(graph)
  let initial = graph.cells.indices.map { model.layout.content(of: $0, in: model.initialStates[0]) }
  let observer = PromelaObserver(graph: graph, cells: cells)
  let actions = graph.actions.indices.map {
    PromelaAction(graph: graph, cells: cells, number: $0).lines.joined(separator: "\n")
  }
  let heading = """
    /* \(promelaComment(graph.name)): written by bringup. Count its states with
       spin -a model.pml && gcc -O1 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -n -m10000000
     */
    """
  let parts =
    [heading, PromelaObserver.arithmetic] + cells.tables.declarations + [
      cells.declarations(initial: initial).joined(separator: "\n")
    ]
    + [observer.text, "active proctype model() {\nend: do", PromelaObserver.options] + actions
  return parts.joined(separator: "\n") + "\n  od\n}\n"
}

/// The text as it may stand in a comment of Promela, on one line.
func promelaComment(_ text: String) -> String {
  var result = ""
  for character in text {
    let isStray = character.isNewline || (character == "/" && result.last == "*")
    result.append(isStray || (character == "*" && result.last == "/") ? " " : character)
  }
  return result
}
