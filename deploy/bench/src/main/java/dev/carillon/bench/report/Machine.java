package dev.carillon.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** On what it was measured, and what. */
final class Machine {
  private static final long KIB_OF_GIB = 1L << 20;
  private static final String UNKNOWN = "unknown";

  private Machine() {}

  /** Processor, memory, system and Java. */
  static String text() {
    return String.format(
        Locale.ROOT,
        "%d cores (%s), %s memory, %s %s, Java %s",
        Runtime.getRuntime().availableProcessors(),
        value("/proc/cpuinfo", "model name\\s*: (.*)"),
        memory(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("java.version"));
  }

  private static String memory() {
    String kib = value("/proc/meminfo", "MemTotal:\\s*(\\d+) kB");
    return kib.equals(UNKNOWN) ? UNKNOWN : Long.parseLong(kib) / KIB_OF_GIB + " GiB of";
  }

  private static String value(String file, String pattern) {
    try {
      Matcher found = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
      return found.find() ? found.group(1).strip() : UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN; // another system
    }
  }

  /** The commit of a checkout, and whether it was changed. */
  static String commit(Path checkout) {
    String commit = git(checkout, "rev-parse", "--short=10", "HEAD");
    String changes = git(checkout, "status", "--porcelain");
    return changes.isEmpty() || commit.equals(UNKNOWN) ? commit : commit + " with changes";
  }

  private static String git(Path checkout, String... arguments) {
    try {
      List<String> command = new java.util.ArrayList<>(List.of("git"));
      command.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(command)
              .directory(checkout.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? output : UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNKNOWN;
    }
  }
}
