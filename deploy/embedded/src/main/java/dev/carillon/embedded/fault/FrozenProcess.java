package dev.carillon.embedded.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stops a process and its children where they are (SIGSTOP), and lets them go on (SIGCONT). For who
 * talks to them it is as if the network were cut: connections stay open and say nothing, new ones
 * are taken by the kernel and say nothing either. A shell holds them, which waits for the end of
 * its input: that comes when they are to go on, and also when this process is killed, so that
 * nothing stays stopped for longer than it lives. Thread-safe.
 */
public final class FrozenProcess {
  private static final Path SHELL = Path.of("/bin/sh");

  /** Nothing ends it before it has let go: no key of the terminal, nor that nobody listens. */
  static final String HOLD =
      """
      trap '' INT HUP TERM PIPE
      kill -STOP "$0" || exit 1
      echo parent
      read -r children
      [ -z "$children" ] || kill -STOP $children
      echo all
      cat > /dev/null
      [ -z "$children" ] || kill -CONT $children
      kill -CONT "$0"
      """;

  private @Nullable Process holder;

  /** Nothing is stopped yet. */
  public FrozenProcess() {}

  /** Whether this machine can do it. */
  public static boolean isPossible() {
    return Files.isExecutable(SHELL);
  }

  /**
   * Stops a process, then its children, so that there are no more of them meanwhile.
   *
   * @throws IllegalStateException if it cannot be stopped, or something is stopped already
   */
  public synchronized void freeze(long pid) {
    if (holder != null || pid <= 0) { // 0 would be ourselves, and whoever has started us
      throw new IllegalStateException(pid + " is no process, or something is stopped already");
    }
    try {
      Process started =
          new ProcessBuilder(SHELL.toString(), "-c", HOLD, Long.toString(pid))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      holder = started;
      await(started, "parent");
      OutputStream input = started.getOutputStream();
      input.write((children(pid) + "\n").getBytes(StandardCharsets.US_ASCII));
      input.flush();
      await(started, "all");
    } catch (IOException e) {
      thaw();
      throw new IllegalStateException("Process " + pid + " could not be stopped", e);
    }
  }

  private static String children(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .map(child -> Long.toString(child.pid()))
        .collect(Collectors.joining(" "));
  }

  private static void await(Process process, String word) throws IOException {
    StringBuilder said = new StringBuilder();
    for (int c = process.getInputStream().read(); c != '\n'; c = process.getInputStream().read()) {
      if (c < 0) {
        throw new IOException("The shell ended before it said " + word);
      }
      said.append((char) c);
    }
    if (!said.toString().equals(word)) {
      throw new IOException("The shell said " + said);
    }
  }

  /** Lets it go on, if something is stopped; returns when it does. */
  public synchronized void thaw() {
    Process held = holder;
    holder = null;
    if (held == null) {
      return;
    }
    try (OutputStream input = held.getOutputStream()) {
      input.flush();
    } catch (IOException e) {
      // the shell has ended already
    }
    held.onExit().join();
  }
}
