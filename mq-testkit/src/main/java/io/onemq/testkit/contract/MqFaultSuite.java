package io.onemq.testkit.contract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The cases of the contract that crash consumers, restart and kill the broker, or count threads. They need the broker
 * and the JVM for themselves and run one after the other.
 *
 * <p>Extend it with a constructor that calls this one; nothing else is needed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class MqFaultSuite {
    private final ContractBench bench;

    /**
     * Creates the suite.
     *
     * @param harness the adapter to check
     */
    protected MqFaultSuite(AdapterHarness harness) {
        this.bench = new ContractBench(harness);
    }

    /** Closes the client that the cases shared. */
    @AfterAll
    final void closeBench() {
        bench.close();
    }

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    final class Crashes extends CrashContract {
        Crashes() {
            super(bench);
        }
    }

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    final class Plans extends PlanContract {
        Plans() {
            super(bench);
        }
    }

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    final class Memberships extends MembersContract {
        Memberships() {
            super(bench);
        }
    }

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    final class Restarts extends RestartContract {
        Restarts() {
            super(bench);
        }
    }

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    final class Leaks extends LeakContract {
        Leaks() {
            super(bench);
        }
    }
}
