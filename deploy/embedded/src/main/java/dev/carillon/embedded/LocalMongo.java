package dev.carillon.embedded;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    Path file = data.path("mongo.mv");
    makeForOwner(file);
    MongoServer server = new MongoServer(new DurableBackend(file.toString()));
    try {
      server.bind("127.0.0.1", data.port("mongo"));
    } catch (RuntimeException e) {
      server.shutdownNow();
      throw new LaunchFailure("The document store did not start: " + e.getMessage(), e);
    }
    return new LocalMongo(server);
  }

  /** The library would let everybody read it. */
  private static void makeForOwner(Path file) {
    try {
      if (!Files.exists(file)) {
        Files.createFile(file, OwnFiles.file());
      }
    } catch (IOException e) {
      throw new LaunchFailure("The document store cannot be kept in " + file, e);
    }
  }

  /** Its URL with the database's name. */
  public String url() {
    return url(server.getLocalAddress().getPort());
  }

  static String url(int port) {
    return "mongodb://127.0.0.1:" + port + "/carillon";
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
