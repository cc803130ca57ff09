package dev.carillon.bench.process;

import dev.carillon.launcher.node.Node;
import dev.carillon.launcher.node.NodeOptions;
import dev.carillon.launcher.node.Services;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Services as they ship, with their defaults, in a process of their own. */
public final class ServiceProcess {
  private ServiceProcess() {}

  /** A file with the settings, and the names of the services, as {@link Services.Name} has them. */
  public static void main(String[] arguments) throws Exception {
    JsonObject config = new JsonObject(Files.readString(Path.of(arguments[0])));
    Vertx vertx = Node.start(NodeOptions.alone()).await();
    new Services(vertx, config)
        .start(Stream.of(arguments).skip(1).map(Services.Name::valueOf).toList())
        .await();
    System.out.println("ready");
  }
}
