package dev.carillon.bench.abuse;

import dev.carillon.bench.abuse.attack.Attack;
import dev.carillon.bench.abuse.attack.Finding;
import dev.carillon.bench.abuse.attack.Scale;
import dev.carillon.bench.abuse.attack.Table;
import dev.carillon.bench.abuse.attack.http.HttpAttacks;
import dev.carillon.bench.abuse.attack.live.LiveAttacks;
import dev.carillon.bench.abuse.attack.secret.SecretAttacks;
import dev.carillon.bench.abuse.attack.unread.Unread;
import dev.carillon.bench.abuse.product.Product;
import dev.carillon.bench.process.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carillon abuse}: proves on this machine that nobody outside can hurt the product. */
@Command(
    name = "abuse",
    mixinStandardHelpOptions = true,
    description = {
      "Starts carillon up in a process of its own, attacks it, and prints what it did.",
      "Ends with 1 if a bound was broken."
    })
public final class Abuse implements Callable<Integer> {
  /** The default of the product's setting. */
  private static final int HELLO = 5;

  @Option(names = "--only", split = ",", description = "names of attacks, separated by commas")
  private List<String> only = List.of();

  @Option(names = "--list", description = "prints the names of the attacks and ends")
  private boolean list;

  @Option(
      names = "--scale",
      description = "share of the full numbers that is sent (default: ${DEFAULT-VALUE})")
  private double scale = 1;

  @Option(
      names = "--seconds",
      description = "length of each measurement (default: ${DEFAULT-VALUE})")
  private int seconds = 10;

  @Option(
      names = "--short",
      description =
          "one process for all attacks; speed is not judged, time-outs of half a minute are left out")
  private boolean isShort;

  @Option(
      names = "--hello",
      description = "seconds that a stranger has for a hello (default: ${DEFAULT-VALUE})")
  private int hello = HELLO;

  @Option(names = "--heap", description = "heap of the product (default: ${DEFAULT-VALUE})")
  private String heap = "1g";

  @Option(names = "--set", description = "a setting of the product: --set NAME=value")
  private Map<String, String> settings = new HashMap<>();

  private @Nullable Product product;

  /** Created by the command line. */
  public Abuse() {}

  /** The main class. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Abuse()).execute(arguments));
  }

  private static List<Attack> attacks() {
    List<Attack> all = new ArrayList<>(Unread.all());
    all.addAll(LiveAttacks.all());
    all.addAll(HttpAttacks.all());
    all.addAll(SecretAttacks.all());
    return all;
  }

  @Override
  public Integer call() throws IOException {
    List<Attack> chosen = chosen();
    if (list) {
      chosen.forEach(attack -> System.out.println(attack.name()));
      return 0;
    }
    Path folder = Files.createTempDirectory("carillon-abuse");
    List<Finding> findings = new ArrayList<>();
    try {
      System.out.print(Table.head());
      for (Attack attack : chosen) {
        for (Finding finding : run(attack, folder)) {
          findings.add(finding);
          System.out.print(Table.of(finding));
        }
      }
    } finally {
      stop();
    }
    return verdict(findings, folder);
  }

  private List<Attack> chosen() {
    Set<String> wanted = new TreeSet<>(only);
    List<Attack> chosen =
        attacks().stream().filter(a -> only.isEmpty() || wanted.remove(a.name())).toList();
    if (!wanted.isEmpty()) {
      throw new IllegalArgumentException("Unknown attacks: " + wanted + "; --list names them");
    }
    return chosen;
  }

  private List<Finding> run(Attack attack, Path folder) {
    try {
      Scale size = new Scale(scale, seconds, hello, !isShort);
      return attack.run(fresh(folder), size);
    } catch (IOException e) {
      return List.of(
          new Finding(attack.name(), "", "the attack could not go on: " + e, "it can", false));
    }
  }

  /** A product that an attack has hurt is not the one that the next attack meets. */
  private Product fresh(Path folder) throws IOException {
    Product running = product;
    if (running != null && isShort && running.serves()) {
      return running;
    }
    stop();
    Map<String, String> all = new HashMap<>(settings);
    if (hello != HELLO) {
      all.put("CARILLON_LIVE_HELLO", hello + "s");
    }
    running = Product.start(folder, heap, all);
    product = running;
    return running;
  }

  private void stop() {
    if (product != null) {
      product.close();
    }
    product = null;
  }

  private static int verdict(List<Finding> findings, Path folder) throws IOException {
    long broken = findings.stream().filter(finding -> !finding.kept()).count();
    if (broken > 0) {
      System.out.printf(
          "verdict: %d of %d bounds broke; the files of the run are in %s%n",
          broken, findings.size(), folder);
      return 1;
    }
    System.out.printf(
        "verdict: every bound was kept, %d of %d%n", findings.size(), findings.size());
    Folders.delete(folder);
    return 0;
  }
}
