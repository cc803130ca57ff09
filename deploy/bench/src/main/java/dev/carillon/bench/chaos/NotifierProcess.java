package dev.carillon.bench.chaos;

import dev.carillon.launcher.node.Node;
import dev.carillon.launcher.node.NodeOptions;
import dev.carillon.launcher.node.Services;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** notifier-service as it ships, in a process of its own. */
final class NotifierProcess {
  private NotifierProcess() {}

  /** A file with the settings. */
  public static void main(String[] arguments) throws Exception {
    JsonObject config = new JsonObject(Files.readString(Path.of(arguments[0])));
    Vertx vertx = Node.start(NodeOptions.alone()).await();
    new Services(vertx, config).start(List.of(Services.Name.NOTIFIER)).await();
    System.out.println("ready");
  }
}
