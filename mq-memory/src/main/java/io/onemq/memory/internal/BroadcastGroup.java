package io.onemq.memory.internal;

/** What a broadcast consumer has not handled. It is there as long as its only member. */
final class BroadcastGroup extends CompetingGroup {
    private final MemoryTopic topic;

    BroadcastGroup(MemoryTopic topic) {
        this.topic = topic;
    }

    /** Its messages are its own: they stay with it when the topic has removed them. */
    @Override
    void hold(StoredMessage message) {}

    @Override
    void letGo(StoredMessage message) {}

    @Override
    void join(MemorySubscription member) {
        super.join(member);
        topic.broadcasts().add(this);
    }

    @Override
    void leave(MemorySubscription member) {
        topic.broadcasts().remove(this);
        super.leave(member);
    }
}
