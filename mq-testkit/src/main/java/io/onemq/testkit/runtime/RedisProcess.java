package io.onemq.testkit.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Redis, or Valkey where that is what is installed. */
final class RedisProcess extends ProcessInstance {

    RedisProcess() {
        super("redis");
    }

    @Override
    void prepare(Path folder) {
        // Redis creates its files by itself.
    }

    @Override
    List<String> command(Path folder) {
        String server = Executables.find("redis-server")
                .or(() -> Executables.find("valkey-server"))
                .orElseGet(() -> Executables.require("redis-server", "Install Redis (apt-get install redis-server)."));
        return List.of(
                server,
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

    @Override
    Map<String, String> environment(Path folder) {
        return Map.of("LC_ALL", "C");
    }
}
