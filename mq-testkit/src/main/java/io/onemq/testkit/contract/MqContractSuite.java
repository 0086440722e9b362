package io.onemq.testkit.contract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/**
 * The contract for one adapter in one mode, apart from the cases that need the broker for themselves, which are in
 * {@link MqFaultSuite}. Its cases run in parallel if JUnit is told to, and take about a minute.
 *
 * <p>Extend it with a constructor that calls this one; nothing else is needed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class MqContractSuite {
    private final ContractBench bench;

    /**
     * Creates the suite.
     *
     * @param harness the adapter to check
     */
    protected MqContractSuite(AdapterHarness harness) {
        this.bench = new ContractBench(harness);
    }

    /** Closes the client that the cases shared. */
    @AfterAll
    final void closeBench() {
        bench.close();
    }

    @Nested
    final class Publishing extends PublishContract {
        Publishing() {
            super(bench);
        }
    }

    @Nested
    final class Consuming extends ConsumeContract {
        Consuming() {
            super(bench);
        }
    }

    @Nested
    final class Batches extends BatchContract {
        Batches() {
            super(bench);
        }
    }

    @Nested
    final class Settling extends SettleContract {
        Settling() {
            super(bench);
        }
    }

    @Nested
    final class Failing extends FailureContract {
        Failing() {
            super(bench);
        }
    }

    @Nested
    final class Delays extends DelayContract {
        Delays() {
            super(bench);
        }
    }

    @Nested
    final class Retentions extends RetentionContract {
        Retentions() {
            super(bench);
        }
    }

    @Nested
    final class Requests extends RequestContract {
        Requests() {
            super(bench);
        }
    }

    @Nested
    final class Leases extends LeaseContract {
        Leases() {
            super(bench);
        }
    }

    @Nested
    final class Times extends TimeContract {
        Times() {
            super(bench);
        }
    }

    @Nested
    final class Orders extends OrderContract {
        Orders() {
            super(bench);
        }
    }

    @Nested
    final class Pauses extends PauseContract {
        Pauses() {
            super(bench);
        }
    }

    @Nested
    final class Priorities extends PriorityContract {
        Priorities() {
            super(bench);
        }
    }

    @Nested
    final class DeadLetters extends DeadLetterContract {
        DeadLetters() {
            super(bench);
        }
    }

    @Nested
    final class Redriving extends RedriveContract {
        Redriving() {
            super(bench);
        }
    }

    @Nested
    final class Groups extends GroupContract {
        Groups() {
            super(bench);
        }
    }

    @Nested
    final class Broadcasts extends BroadcastContract {
        Broadcasts() {
            super(bench);
        }
    }

    @Nested
    final class Replays extends ReplayContract {
        Replays() {
            super(bench);
        }
    }

    @Nested
    final class Topologies extends TopologyContract {
        Topologies() {
            super(bench);
        }
    }

    @Nested
    final class Payloads extends PayloadContract {
        Payloads() {
            super(bench);
        }
    }

    @Nested
    final class Durability extends DurabilityContract {
        Durability() {
            super(bench);
        }
    }

    @Nested
    final class Lifecycle extends LifecycleContract {
        Lifecycle() {
            super(bench);
        }
    }

    @Nested
    final class Configuration extends ConfigurationContract {
        Configuration() {
            super(bench);
        }
    }
}
