package io.onemq.mqtt.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What a member knows of the others: who lives and who has which part. All members see the same messages in the same
 * order, so they come to the same result. Guarded by the lock of the subscription.
 */
final class Membership {
    private final String self;
    private final long goneAfterNanos;
    private final TreeMap<String, Long> members = new TreeMap<>();
    private final List<Claim> claims = new ArrayList<>();
    private boolean complete;

    Membership(String self, int parts, long goneAfterMillis) {
        this.self = self;
        this.goneAfterNanos = TimeUnit.MILLISECONDS.toNanos(goneAfterMillis);
        for (int i = 0; i < parts; i++) {
            claims.add(Claim.NONE);
        }
    }

    /** Everything that was retained has been seen. */
    void complete() {
        complete = true;
    }

    boolean isComplete() {
        return complete;
    }

    void seen(String member, boolean lives) {
        if (lives) {
            members.put(member, System.nanoTime());
        } else {
            members.remove(member);
        }
    }

    void claimed(int part, Claim claim) {
        if (part < claims.size()) {
            claims.set(part, claim);
        }
    }

    Claim claim(int part) {
        return claims.get(part);
    }

    /** Forgets who has not been heard of. */
    void expire() {
        long now = System.nanoTime();
        members.put(self, now);
        members.values().removeIf(heard -> now - heard > goneAfterNanos);
    }

    boolean isMine(int part) {
        return claim(part).owner().equals(self);
    }

    /** Tells whether nobody who lives has the part. */
    boolean isFree(int part) {
        return !members.containsKey(claim(part).owner());
    }

    /** Tells whether the part should be this member's. An only part stays where it is. */
    boolean isWanted(int part) {
        if (claims.size() == 1 && !isFree(part)) {
            return isMine(part);
        }
        List<String> names = new ArrayList<>(members.keySet());
        return names.get(part % names.size()).equals(self);
    }
}
