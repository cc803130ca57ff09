package dev.carillon.embedded;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.inbox.InboxMail;
import dev.carillon.contract.inbox.InboxPage;
import dev.carillon.contract.inbox.ListInbox;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/**
 * An SMTP server on loopback that delivers to nobody: each mail becomes a file, written to the disk
 * before the server says 250. The newest {@value #MAX_MAILS} are kept.
 */
final class LocalInbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalInbox.class);
  private static final int MAX_MAILS = 10_000;
  private static final int MAX_BYTES = 10 << 20;
  private static final int TRANSIENT = 451;

  private final Path folder;
  private final Clocks clocks;
  private final SMTPServer server;
  private final Deque<Stored> newestFirst = new ArrayDeque<>();
  private long lastName;

  private record Stored(Path file, InboxMail mail) {}

  private LocalInbox(Path folder, int port, Clocks clocks) throws IOException {
    this.folder = folder;
    this.clocks = clocks;
    this.server =
        SMTPServer.port(port)
            .bindAddress(InetAddress.getLoopbackAddress())
            .hostName("inbox.carillon.localhost")
            .softwareName("Carillon inbox")
            .maxMessageSize(MAX_BYTES)
            .insertReceivedHeaders(false)
            .messageHandler(this::store)
            .build();
  }

  /** Starts on the folder's {@code inbox}, with the mails of before. */
  public static LocalInbox start(DataDirectory data, Clocks clocks) {
    try {
      Path folder = Files.createDirectories(data.path("inbox"), OwnFiles.folder());
      LocalInbox inbox = new LocalInbox(folder, data.port("smtp"), clocks);
      inbox.load();
      inbox.server.start();
      return inbox;
    } catch (IOException | RuntimeException e) {
      throw new LaunchFailure("The mail inbox did not start: " + e.getMessage(), e);
    }
  }

  /** Its URL. */
  public String url() {
    return "smtp://127.0.0.1:" + server.getPortAllocated();
  }

  /** The newest mails, to one address or to all. */
  public synchronized InboxPage list(ListInbox request) {
    return new InboxPage(
        newestFirst.stream()
            .map(Stored::mail)
            .filter(m -> request.to() == null || m.to().equalsIgnoreCase(request.to()))
            .limit(request.limit())
            .toList());
  }

  /** Stops it. */
  @Override
  public void close() {
    server.stop();
  }

  private void load() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(f -> f.toString().endsWith(".eml")).sorted().toList();
    }
    for (Path file : files) {
      Instant at = Files.getLastModifiedTime(file).toInstant();
      remember(new Stored(file, MailFile.parse(Files.readAllBytes(file), at)));
      lastName = Long.parseLong(file.getFileName().toString().replace(".eml", ""));
    }
  }

  private void store(MessageContext context, String from, String to, byte[] data)
      throws RejectException {
    Instant now = clocks.now();
    Path file = folder.resolve(nextName(now) + ".eml");
    byte[] whole = MailFile.withEnvelope(from, to, data);
    try {
      writeDurably(file, whole);
    } catch (IOException e) {
      LOG.error("A mail could not be stored in {}; the sender will try again", folder, e);
      throw new RejectException(TRANSIENT, "4.3.0 The mail could not be stored");
    }
    remember(new Stored(file, MailFile.parse(whole, now)));
  }

  private synchronized long nextName(Instant now) {
    lastName = Math.max(lastName + 1, now.toEpochMilli() * 1000);
    return lastName;
  }

  private synchronized void remember(Stored stored) {
    newestFirst.addFirst(stored);
    if (newestFirst.size() > MAX_MAILS) {
      Path oldest = newestFirst.removeLast().file();
      try {
        Files.deleteIfExists(oldest);
      } catch (IOException e) {
        LOG.warn("The oldest mail {} could not be deleted: {}", oldest, e.getMessage());
      }
    }
  }

  private static void writeDurably(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            OwnFiles.file())) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }
}
