package dev.carillon.e2e.harness;

import dev.carillon.async.time.Clocks;
import dev.carillon.embedded.FreePorts;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.subethamail.smtp.server.SMTPServer;

/**
 * An SMTP server in a process of its own: appends a line {@code recipient TAB Message-ID TAB time
 * TAB sender's name} to its file, on the disk before it says 250. What it has written was
 * delivered, whatever happens to the sender.
 */
public final class SmtpSink implements AutoCloseable {
  private final Running process;
  private final Path file;
  private final int port;

  private SmtpSink(Running process, Path file, int port) {
    this.process = process;
    this.file = file;
    this.port = port;
  }

  /**
   * One mail that arrived.
   *
   * @param helo what the process that brought it called itself
   */
  public record Arrival(String recipient, String messageId, String helo) {}

  /** Starts one. */
  public static SmtpSink start(Path folder) {
    Path file = folder.resolve("sink.tsv");
    int port = FreePorts.next();
    Running process =
        Running.start(
            folder.resolve("sink.log"),
            Map.of(),
            SmtpSink.class.getName(),
            Integer.toString(port),
            file.toString());
    process.awaitOutput("sink ready", Duration.ofSeconds(90));
    return new SmtpSink(process, file, port);
  }

  public String url() {
    return "smtp://127.0.0.1:" + port;
  }

  public List<Arrival> arrivals() {
    try {
      return Files.readAllLines(file).stream()
          .map(line -> line.split("\t", -1))
          .map(parts -> new Arrival(parts[0], parts[1], parts[3]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.close();
  }

  /** The sink's own process: port and file. */
  public static void main(String[] arguments) throws IOException {
    FileChannel channel =
        FileChannel.open(
            Path.of(arguments[1]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    SMTPServer server =
        SMTPServer.port(Integer.parseInt(arguments[0]))
            .bindAddress(InetAddress.getLoopbackAddress())
            .insertReceivedHeaders(false)
            .messageHandler(
                (context, from, to, data) ->
                    append(channel, context.getHelo().orElse(""), to, data))
            .build();
    server.start();
    System.out.println("sink ready");
  }

  private static synchronized void append(
      FileChannel channel, String helo, String to, byte[] data) {
    try {
      MimeMessage message =
          new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(data));
      String line =
          String.join("\t", to, message.getMessageID(), Clocks.system().now().toString(), helo)
              + "\n";
      channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
      channel.force(false);
    } catch (IOException | jakarta.mail.MessagingException e) {
      throw new IllegalStateException(e);
    }
  }
}
