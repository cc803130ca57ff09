package dev.carillon.embedded.inbox;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.contract.inbox.InboxPage;
import dev.carillon.contract.inbox.ListInbox;
import dev.carillon.embedded.fault.Breakable;
import dev.carillon.embedded.fault.InboxManners;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/**
 * An SMTP server on loopback that delivers to nobody: each mail becomes a file, written to the disk
 * before the server says 250.
 */
public final class InboxServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InboxServer.class);
  private static final int MAX_BYTES = 10 << 20;

  private final Mailbox mailbox;
  private final Clocks clocks;
  private final SMTPServer server;
  private final InboxManners manners = new InboxManners();

  private InboxServer(Mailbox mailbox, int port, Clocks clocks) {
    this.mailbox = mailbox;
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

  /**
   * Starts on a folder that is there, with the mails of before.
   *
   * @throws IOException if the folder cannot be read
   */
  public static InboxServer start(Path folder, int port, Clocks clocks) throws IOException {
    Mailbox mailbox = Mailbox.load(folder, Mailbox.Bounds.USUAL);
    InboxServer inbox = new InboxServer(mailbox, port, clocks);
    inbox.server.start();
    return inbox;
  }

  /** Its URL. */
  public String url() {
    return "smtp://127.0.0.1:" + server.getPortAllocated();
  }

  /** The newest mails that match. */
  public InboxPage list(ListInbox request) {
    return mailbox.list(request);
  }

  /** Answers the contracts of the inbox; completes when it can be asked. */
  public Future<Void> serve(Vertx vertx) {
    return new InboxEndpoint(new Bus(vertx, clocks), vertx, clocks, mailbox).serve().ready();
  }

  /** What can be broken about it. */
  public List<Breakable> breakables() {
    return manners.breakables();
  }

  /** Stops it. */
  @Override
  public void close() {
    server.stop();
  }

  private void store(MessageContext context, String from, String to, byte[] data)
      throws RejectException {
    manners.beforeStoring(context);
    try {
      mailbox.add(from, to, data, clocks.now());
    } catch (IOException e) {
      LOG.error("A mail could not be stored; the sender will try again", e);
      throw InboxManners.notNow(context, "4.3.0 The mail could not be stored");
    }
    manners.afterStoring(context);
  }
}
