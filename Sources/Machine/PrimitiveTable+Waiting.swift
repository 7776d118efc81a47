extension Kernel {
  static let waitingPrimitives: [Primitive] = [
    Primitive("complete", "void complete(struct completion *x)", [.place]) { complete($0.place(0)) },
    Primitive("wait_for_completion", "void wait_for_completion(struct completion *x)", [.place]) {
      waitForCompletion($0.place(0))
    },
    Primitive("wake_up_all", "void wake_up_all(struct wait_queue_head *queue)", [.place]) {
      wakeUpAll($0.place(0))
    },
  ]
}
