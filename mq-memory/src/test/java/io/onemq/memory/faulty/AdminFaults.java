package io.onemq.memory.faulty;

import io.onemq.Ordering;
import io.onemq.Retention;
import io.onemq.StartPosition;
import io.onemq.spi.DriverAdmin;
import io.onemq.spi.GroupBacklog;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import io.onemq.spi.TopicState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Faults of administration and of the life of a connection. */
final class AdminFaults {
    private AdminFaults() {}

    static final class StartsAtEarliest extends Fault {
        @Override
        DriverAdmin admin(DriverAdmin real) {
            return new Forwarding(real) {
                @Override
                public Optional<Retention> declare(TopicSpec topic, List<GroupSpec> groups) {
                    return real.declare(
                            topic,
                            groups.stream()
                                    .map(group ->
                                            new GroupSpec(group.name(), group.ordering(), StartPosition.earliest()))
                                    .toList());
                }
            };
        }
    }

    static final class PurgesEveryGroup extends Fault {
        @Override
        DriverAdmin admin(DriverAdmin real) {
            return new Forwarding(real) {
                @Override
                public long purge(TopicSpec topic, GroupSpec group) {
                    long dropped = real.purge(topic, group);
                    real.describe(topic, List.of())
                            .groups()
                            .forEach(name -> real.purge(topic, new GroupSpec(name, Ordering.NONE)));
                    return dropped;
                }
            };
        }
    }

    static final class LeaksThreads extends Fault {
        @Override
        void connected() {
            Thread leaked = new Thread(
                    () -> {
                        while (true) {
                            LockSupport.park();
                        }
                    },
                    "onemq-leaked");
            leaked.setDaemon(true);
            leaked.start();
        }
    }

    private static class Forwarding implements DriverAdmin {
        private final DriverAdmin real;

        Forwarding(DriverAdmin real) {
            this.real = real;
        }

        @Override
        public Optional<Retention> declare(TopicSpec topic, List<GroupSpec> groups) {
            return real.declare(topic, groups);
        }

        @Override
        public void validate(TopicSpec topic, List<GroupSpec> groups) {
            real.validate(topic, groups);
        }

        @Override
        public TopicState describe(TopicSpec topic, List<GroupSpec> groups) {
            return real.describe(topic, groups);
        }

        @Override
        public void deleteTopic(TopicSpec topic, List<GroupSpec> groups) {
            real.deleteTopic(topic, groups);
        }

        @Override
        public void deleteGroup(TopicSpec topic, GroupSpec group) {
            real.deleteGroup(topic, group);
        }

        @Override
        public long purge(TopicSpec topic, GroupSpec group) {
            return real.purge(topic, group);
        }

        @Override
        public void seek(TopicSpec topic, GroupSpec group, StartPosition position) {
            real.seek(topic, group, position);
        }

        @Override
        public GroupBacklog backlog(TopicSpec topic, GroupSpec group) {
            return real.backlog(topic, group);
        }
    }
}
