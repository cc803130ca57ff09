package dev.carillon.bench.process;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Asks another JVM of this machine what {@code jcmd} would ask, without the price of starting a JVM
 * for each question. Version 1 of the protocol: words that end with a zero byte.
 */
public final class OtherJvm {
  private OtherJvm() {}

  /** What {@code jcmd PID command} says. */
  public static String ask(long pid, String command) throws IOException {
    Path socket = Path.of("/tmp/.java_pid" + pid);
    if (!Files.exists(socket)) {
      open(pid);
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      String question = String.join("\0", "1", "jcmd", command, "", "", "");
      ByteBuffer bytes = ByteBuffer.wrap(question.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  /** Bytes of a process in memory; 0 if it has ended. */
  public static long resident(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    return !Files.exists(status)
        ? 0
        : Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.strip().split("\\s+", -1)[1]) << 10)
            .sum();
  }

  /** A JVM listens once somebody has attached to it. */
  private static void open(long pid) throws IOException {
    try {
      VirtualMachine.attach(Long.toString(pid)).detach();
    } catch (AttachNotSupportedException e) {
      throw new IOException(e);
    }
  }
}
