package io.onemq.testkit.junit;

import java.lang.reflect.Executable;
import java.util.stream.Stream;

/** Looks for parameters in a class. */
final class AskedFor {
    private AskedFor() {}

    /** Tells whether a constructor or a method of the class, of what it extends or of what is nested in it asks for a type. */
    static boolean anywhereIn(Class<?> testClass, Class<?> type) {
        for (Class<?> level = testClass; level != null && level != Object.class; level = level.getSuperclass()) {
            boolean asks = Stream.<Executable[]>of(level.getDeclaredConstructors(), level.getDeclaredMethods())
                    .flatMap(Stream::of)
                    .flatMap(executable -> Stream.of(executable.getParameterTypes()))
                    .anyMatch(type::equals);
            if (asks || Stream.of(level.getDeclaredClasses()).anyMatch(nested -> anywhereIn(nested, type))) {
                return true;
            }
        }
        return false;
    }
}
