package dev.carillon.launcher.cli.verb;

import dev.carillon.async.time.Clocks;
import dev.carillon.embedded.LaunchFailure;
import dev.carillon.launcher.cli.api.ApiCall;
import dev.carillon.launcher.terminal.ProgressBar;
import dev.carillon.launcher.terminal.Terminal;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** Lines of JSON as they come, at the reader's speed. */
final class Export {
  static final String OUT = "--out";

  private final ApiCall call;
  private final Terminal terminal;

  Export(ApiCall call, Terminal terminal) {
    this.call = call;
    this.terminal = terminal;
  }

  /**
   * Into the terminal, or into a file, which is there when it is whole.
   *
   * @param file null for the terminal
   */
  int run(String path, @Nullable String file) throws InterruptedException {
    if (file == null) {
      call.stream(path, terminal.out());
      terminal.out().flush();
      return 0;
    }
    Path whole = Path.of(file);
    Path part = Path.of(file + ".part");
    boolean watched = Terminal.isInteractive();
    long total = watched ? total(path) : 0;
    long lines;
    try (ProgressBar bar = new ProgressBar(terminal.err(), Clocks.system(), "users", watched);
        Lines out = new Lines(Files.newOutputStream(part), bar, total)) {
      call.stream(path, out);
      lines = out.lines;
    } catch (IOException e) {
      throw new LaunchFailure(part + " cannot be written", e);
    }
    try {
      Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new LaunchFailure(whole + " cannot be written", e);
    }
    terminal.out().println(lines + " lines are in " + whole);
    return 0;
  }

  /** How many there are about; what is sorted is not counted otherwise. */
  private long total(String path) throws InterruptedException {
    String list = path.replaceFirst("/export", "");
    return call.ask("GET", list + Asked.more(list) + "count=estimate&limit=1", null)
        .getLong("count", 0L);
  }

  /** Counts lines on their way. */
  private static final class Lines extends FilterOutputStream {
    private final ProgressBar bar;
    private final long total;
    private long lines;

    Lines(OutputStream out, ProgressBar bar, long total) {
      super(new BufferedOutputStream(out));
      this.bar = bar;
      this.total = total;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int i = offset; i < offset + length; i++) {
        lines += bytes[i] == '\n' ? 1 : 0;
      }
      out.write(bytes, offset, length);
      bar.at(total == 0 ? Double.NaN : Math.min(1, (double) lines / total), lines, "");
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }
  }
}
