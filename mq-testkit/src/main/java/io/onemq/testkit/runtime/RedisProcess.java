package io.onemq.testkit.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Redis, or Valkey where that is what is installed. */
final class RedisProcess extends ProcessInstance {

    private final boolean valkey;

    RedisProcess(boolean valkey) {
        super("redis");
        this.valkey = valkey;
    }

    @Override
    void prepare(Path folder) {
        // Redis creates its files by itself.
    }

    @Override
    List<String> command(Path folder) {
        return List.of(
                server(),
                "--bind",
                HOST,
                "--port",
                Integer.toString(port()),
                "--dir",
                folder.toString(),
                "--protected-mode",
                "no",
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec",
                "--save",
                "");
    }

    private String server() {
        if (valkey) {
            return Executables.require("valkey-server", "Install Valkey (apt-get install valkey-server).");
        }
        return Executables.find("redis-server")
                .or(() -> Executables.find("valkey-server"))
                .orElseGet(() -> Executables.require("redis-server", "Install Redis (apt-get install redis-server)."));
    }

    @Override
    Map<String, String> environment(Path folder) {
        return Map.of("LC_ALL", "C");
    }
}
