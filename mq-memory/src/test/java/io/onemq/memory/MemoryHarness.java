package io.onemq.memory;

import io.onemq.MqClient;
import io.onemq.testkit.contract.AdapterHarness;
import io.onemq.testkit.contract.BrokerControl;
import io.onemq.testkit.contract.CrashPlan;
import io.onemq.testkit.contract.CrashingConsumer;
import io.onemq.testkit.contract.PayloadLimit;
import io.onemq.testkit.contract.PlannedConsumer;
import io.onemq.testkit.contract.Program;
import io.onemq.testkit.contract.RunningProgram;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The in-process broker in one of its profiles. */
public class MemoryHarness implements AdapterHarness {
    private final String profile;
    private final MemoryBroker broker;

    public MemoryHarness(String profile, String brokerName) {
        this.profile = profile;
        this.broker = MemoryBroker.named(brokerName);
    }

    @Override
    public String adapter() {
        return "memory";
    }

    @Override
    public String mode() {
        return profile.equals("queue") ? "" : profile;
    }

    @Override
    public String runtime() {
        return "embedded";
    }

    @Override
    public String url() {
        return "memory:" + broker.name() + "?memory.profile=" + profile;
    }

    @Override
    public PayloadLimit payloadLimit() {
        return new PayloadLimit(256 * 1024, 256 * 1024 + 1, Map.of("memory.max-message-size", "256KiB"));
    }

    @Override
    public Optional<String> unreachableUrl() {
        return Optional.empty();
    }

    @Override
    public boolean takeLeases(MqClient client, String clientName) {
        broker.crashClient(clientName);
        return true;
    }

    @Override
    public boolean clientReturns() {
        return false;
    }

    @Override
    public List<String> runUntilCrash(CrashPlan plan) {
        return CrashingConsumer.runHere(plan, broker::crashClient);
    }

    @Override
    public RunningProgram start(Program program) {
        return PlannedConsumer.runHere(program, broker::crashClient);
    }

    @Override
    public Optional<BrokerControl> control() {
        return Optional.of(new BrokerControl() {
            @Override
            public void stop() {
                broker.crash();
            }

            @Override
            public void kill() {
                broker.crash();
            }

            @Override
            public void start() {
                broker.start();
            }
        });
    }
}
