package dev.carillon.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import dev.carillon.async.task.Tasks;
import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Contract;
import dev.carillon.bus.Topic;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.vertx.core.AsyncResult;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBusOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The walls of the house, as rules over compiled classes. */
final class Walls {
  private static final String[] TOOLKIT = {"dev.carillon.async.."};
  private static final String[] CONTRACTS = {
    "dev.carillon.failure..",
    "dev.carillon.json..",
    "dev.carillon.bus..",
    "dev.carillon.contract..",
    "dev.carillon.client..",
    "dev.carillon.request..",
    "dev.carillon.topic..",
    "dev.carillon.text.."
  };
  private static final String[] KIT = {
    "dev.carillon.store..",
    "dev.carillon.config..",
    "dev.carillon.faults..",
    "dev.carillon.lifecycle..",
    "dev.carillon.management..",
    "dev.carillon.reload.."
  };
  private static final String[] SERVICES = {
    "dev.carillon.users..", "dev.carillon.notifier..", "dev.carillon.gateway.."
  };
  private static final String[] DEPLOY = {
    "dev.carillon.launcher..",
    "dev.carillon.bench..",
    "dev.carillon.embedded..",
    "dev.carillon.testing.."
  };

  /**
   * Clock and timer calls and references to them, by owner; everything else of these classes is
   * fine.
   */
  private static final Map<String, Set<String>> TIME =
      Map.of(
          "java.time.Instant", Set.of("now"),
          "java.time.LocalDate", Set.of("now"),
          "java.time.LocalDateTime", Set.of("now"),
          "java.time.OffsetDateTime", Set.of("now"),
          "java.time.ZonedDateTime", Set.of("now"),
          "java.time.Clock", Set.of("systemUTC", "systemDefaultZone", "system"),
          "java.lang.System", Set.of("nanoTime", "currentTimeMillis", "getenv"),
          "java.lang.Thread", Set.of("sleep"),
          "io.vertx.core.Vertx",
              Set.of("setTimer", "setPeriodic", "timer", "timerStream", "vertx", "builder"));

  /** What takes more spellings of a value than one. */
  private static final Map<String, Set<String>> PARSERS =
      Map.of(
          "java.util.UUID", Set.of("fromString"),
          "java.time.Instant", Set.of("parse"),
          "java.time.OffsetDateTime", Set.of("parse"),
          "java.time.ZonedDateTime", Set.of("parse"),
          "java.time.LocalDateTime", Set.of("parse"),
          "java.time.Duration", Set.of("parse"),
          "java.util.Locale", Set.of("forLanguageTag"),
          "java.lang.Integer", Set.of("parseInt", "decode"),
          "java.lang.Long", Set.of("parseLong", "decode"));

  /** The rules by name. */
  static final Map<String, ArchRule> ALL =
      Map.ofEntries(
          Map.entry("no cycles", slices().matching("dev.carillon.(**)").should().beFreeOfCycles()),
          Map.entry("toolkit knows nothing of ours", layer(TOOLKIT, CONTRACTS, KIT, SERVICES)),
          Map.entry("contracts know the toolkit only", layer(CONTRACTS, KIT, SERVICES)),
          Map.entry("kit knows no service", layer(KIT, SERVICES)),
          Map.entry(
              "embedded servers know neither kit nor services",
              layer(new String[] {"dev.carillon.embedded.."}, KIT, SERVICES)),
          Map.entry("users knows no other service", stranger(0)),
          Map.entry("notifier knows no other service", stranger(1)),
          Map.entry("gateway knows no other service", stranger(2)),
          Map.entry(
              "nothing depends on deploy",
              noClasses()
                  .that()
                  .resideOutsideOfPackages(DEPLOY)
                  .should()
                  .dependOnClassesThat()
                  .resideInAnyPackage(DEPLOY)),
          Map.entry(
              "only bus touches the event bus",
              noClasses()
                  .that()
                  .resideOutsideOfPackage("dev.carillon.bus..")
                  .should()
                  .dependOnClassesThat(
                      resideInAPackage("io.vertx.core.eventbus..")
                          .and(DescribedPredicate.not(type(EventBusOptions.class))))),
          Map.entry(
              "only stores and those who open them touch the SQL client",
              noClasses()
                  .that()
                  .resideOutsideOfPackages(
                      "..store.pg..",
                      "dev.carillon.embedded..",
                      "dev.carillon.launcher.imports.database..") // somebody else's database
                  .and()
                  .haveNameNotMatching(".*Stores(\\$.*)?")
                  .should()
                  .dependOnClassesThat()
                  .resideInAnyPackage(
                      "io.vertx.sqlclient..",
                      "io.vertx.pgclient..",
                      "io.vertx.mysqlclient..",
                      "java.sql..")),
          Map.entry(
              "only stores and those who open them touch MongoDB",
              noClasses()
                  .that()
                  .resideOutsideOfPackage("..store.mongo..")
                  .and()
                  .haveNameNotMatching(".*Stores(\\$.*)?")
                  .should()
                  .dependOnClassesThat()
                  .resideInAnyPackage("io.vertx.ext.mongo..", "com.mongodb..")),
          Map.entry(
              "only gateway touches vertx-web",
              noClasses()
                  .that()
                  .resideOutsideOfPackage("dev.carillon.gateway..")
                  .should()
                  .dependOnClassesThat()
                  .resideInAPackage("io.vertx.ext.web..")),
          Map.entry(
              "only notifier.smtp speaks over plain sockets, the watch of the database's, and the bus",
              noClasses()
                  .that()
                  .resideOutsideOfPackages(
                      "dev.carillon.notifier.smtp..",
                      "dev.carillon.store.pg.link..",
                      "dev.carillon.bus.tls..")
                  .should()
                  .dependOnClassesThat()
                  .haveFullyQualifiedName("io.vertx.core.net.NetClient")),
          Map.entry(
              "domain knows no client and no store",
              noClasses()
                  .that()
                  .resideInAPackage("..domain..")
                  .should()
                  .dependOnClassesThat(
                      resideInAnyPackage("io.vertx..", "..store..", "java.sql..")
                          .and(
                              DescribedPredicate.not(
                                  belongToAnyOf(Future.class, AsyncResult.class))))),
          Map.entry(
              "domain knows no bus",
              noClasses()
                  .that()
                  .resideInAPackage("..domain..")
                  .should()
                  .dependOnClassesThat(
                      resideInAPackage("dev.carillon.bus..").or(holdsBusConstants()))),
          Map.entry("users' stores know their domain only", storesOf("dev.carillon.users")),
          Map.entry("notifier's stores know their domain only", storesOf("dev.carillon.notifier")),
          Map.entry("only the wiring of users knows its api", apiOf("dev.carillon.users")),
          Map.entry("only the wiring of notifier knows its api", apiOf("dev.carillon.notifier")),
          Map.entry(
              "the system's clock is chosen by whoever starts something",
              noClasses()
                  .that(
                      are(
                          outsideOf(
                                  "dev.carillon.launcher..",
                                  "dev.carillon.embedded..",
                                  "dev.carillon.testing..",
                                  "dev.carillon.client.member..",
                                  "dev.carillon.client.live..") // programs begin there
                              .and(
                                  DescribedPredicate.not(
                                      simpleNameEndingWith("Verticle").or(type(Tasks.class))))))
                  .should()
                  .callMethod(Clocks.class, "system")),
          Map.entry("nothing static changes", fields().that().areStatic().should().beFinal()),
          Map.entry(
              "failure knows no Vert.x",
              noClasses()
                  .that()
                  .resideInAPackage("dev.carillon.failure..")
                  .should()
                  .dependOnClassesThat()
                  .resideInAPackage("io.vertx..")),
          Map.entry(
              "time and environment have their places",
              noClasses()
                  .that(
                      are(
                          outsideOf(
                              "dev.carillon.async.time..",
                              "dev.carillon.launcher..",
                              "dev.carillon.client.member..",
                              "dev.carillon.config..")))
                  .should()
                  .accessTargetWhere(readsTime())),
          Map.entry(
              "a time-out runs on its caller's own loop",
              noClasses()
                  .that(are(outsideOf("dev.carillon.async.time..", "dev.carillon.async.debug..")))
                  .should()
                  .accessTargetWhere(timesOutElsewhere())),
          Map.entry(
              "what comes from outside is parsed in one place",
              noClasses()
                  .that(are(resideInAnyPackage(CONTRACTS).or(inKitOrService())))
                  .and()
                  .resideOutsideOfPackage("dev.carillon.text..")
                  .should()
                  .accessTargetWhere(parses())),
          Map.entry(
              "contracts are immutable",
              classes().that().resideInAPackage("..contract..").should(new ImmutableContract())),
          Map.entry(
              "verticles extend VerticleBase",
              classes()
                  .that(are(assignableTo(Deployable.class)))
                  .and()
                  .areNotInterfaces()
                  .should()
                  .beAssignableTo(VerticleBase.class)),
          Map.entry(
              "names say what things are",
              noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Common)")));

  private Walls() {}

  private static ArchRule layer(String[] lower, String[]... upper) {
    return noClasses()
        .that()
        .resideInAnyPackage(lower)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(Arrays.stream(upper).flatMap(Arrays::stream).toArray(String[]::new));
  }

  private static ArchRule storesOf(String service) {
    return noClasses()
        .that()
        .resideInAPackage(service + ".store..")
        .should()
        .dependOnClassesThat(
            resideInAPackage(service + "..")
                .and(outsideOf(service + ".store..", service + ".domain..")));
  }

  private static ArchRule apiOf(String service) {
    return noClasses()
        .that()
        .resideInAPackage(service + ".*..")
        .and()
        .resideOutsideOfPackage(service + ".api..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(service + ".api..");
  }

  /** Such as {@code Users}: what is in there is called over the bus. */
  private static DescribedPredicate<JavaClass> holdsBusConstants() {
    return DescribedPredicate.describe(
        "holds contracts or topics",
        type ->
            type.getFields().stream()
                .anyMatch(
                    f ->
                        f.getModifiers().contains(JavaModifier.STATIC)
                            && (f.getRawType().isEquivalentTo(Contract.class)
                                || f.getRawType().isEquivalentTo(Topic.class))));
  }

  private static ArchRule stranger(int service) {
    String[] others =
        List.of(SERVICES).stream().filter(s -> !s.equals(SERVICES[service])).toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(SERVICES[service])
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others);
  }

  private static DescribedPredicate<JavaClass> outsideOf(String... packages) {
    return DescribedPredicate.not(resideInAnyPackage(packages));
  }

  private static DescribedPredicate<JavaClass> inKitOrService() {
    return resideInAnyPackage(KIT).or(resideInAnyPackage(SERVICES));
  }

  private static DescribedPredicate<JavaAccess<?>> parses() {
    return DescribedPredicate.describe(
        "parses with what takes several spellings",
        access ->
            PARSERS
                .getOrDefault(access.getTargetOwner().getName(), Set.of())
                .contains(access.getName()));
  }

  /** Without a context, {@code Future.timeout} goes through the one thread of Netty's for all. */
  private static DescribedPredicate<JavaAccess<?>> timesOutElsewhere() {
    return DescribedPredicate.describe(
        "has its time-out on a thread of everybody's (see Timers.within)",
        access ->
            (access.getTargetOwner().isAssignableTo(Future.class)
                    && access.getName().equals("timeout"))
                || access.getTargetOwner().isAssignableTo(GlobalEventExecutor.class));
  }

  private static DescribedPredicate<JavaAccess<?>> readsTime() {
    return DescribedPredicate.describe(
        "reads a clock, a timer or the environment",
        access ->
            TIME.getOrDefault(access.getTargetOwner().getName(), Set.of())
                    .contains(access.getName())
                || (access.getTargetOwner().isAssignableTo(Vertx.class)
                    && TIME.get("io.vertx.core.Vertx").contains(access.getName())));
  }
}
