package io.onemq.testkit.runtime;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds programs: in folders known to hold them, then on the PATH. */
final class Executables {

    private Executables() {}

    /**
     * Returns where a program is.
     *
     * @param remedy what to do without it, as a sentence
     * @throws IllegalStateException if it is nowhere
     */
    static String require(String name, String remedy, String... folders) {
        return find(name, folders)
                .orElseThrow(() -> new IllegalStateException("there is no " + name + " on the PATH. " + remedy));
    }

    static Optional<String> find(String name, String... folders) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(Stream.of(folders), Stream.of(path.split(File.pathSeparator)))
                .flatMap(each -> each)
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}
