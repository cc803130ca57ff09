package dev.carillon.embedded;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.Set;

/**
 * A server that speaks MongoDB's protocol and keeps its documents in one file. Unlike that server
 * by default, this one has written a change to the disk before it acknowledges it.
 */
final class LocalMongo implements AutoCloseable {
  private static final Set<String> CHANGES =
      Set.of("insert", "update", "delete", "findandmodify", "createindexes", "drop", "create");

  private final MongoServer server;

  private LocalMongo(MongoServer server) {
    this.server = server;
  }

  /** Starts on the folder's {@code mongo.mv}. */
  public static LocalMongo start(DataDirectory data) {
    MongoServer server = new MongoServer(new DurableBackend(data.path("mongo.mv").toString()));
    try {
      server.bind("127.0.0.1", data.port("mongo"));
    } catch (RuntimeException e) {
      server.shutdownNow();
      throw new LaunchFailure("The document store did not start: " + e.getMessage(), e);
    }
    return new LocalMongo(server);
  }

  /** Its URL with the database's name. */
  public String url() {
    return "mongodb://127.0.0.1:" + server.getLocalAddress().getPort() + "/carillon";
  }

  /** Stops it. */
  @Override
  public void close() {
    server.shutdown();
  }

  private static final class DurableBackend extends H2Backend {
    DurableBackend(String file) {
      super(file);
    }

    @Override
    public Document handleMessage(MongoMessage message) {
      Document answer = super.handleMessage(message);
      String command = message.getDocument().keySet().iterator().next();
      if (CHANGES.contains(command.toLowerCase(java.util.Locale.ROOT))) {
        getMvStore().commit();
        getMvStore().sync();
      }
      return answer;
    }
  }
}
