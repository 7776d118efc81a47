extension Ladder {
  /// Every symbol after which a state could be inserted, ascending: all the places where a callback could
  /// stand on this ladder, between two slots of a dynamic range excepted.
  public var places: [Placement] {
    rungs.compactMap { rung in
      let symbol: String
      if let range = rung.slotOf {
        guard rung.number == structure.slots(of: range).upperBound else { return nil }
        symbol = range.endSymbol
      } else {
        guard let fixed = rung.symbol else { return nil }
        symbol = fixed
      }
      let above = rung.number + 1
      let isDead =
        structure.bringupCPU < above && above <= structure.apOffline
        || structure.apOnline < above && above <= structure.apOnlineIdle
      return isDead || rung.role == .online ? nil : .after(symbol)
    }
  }
}
