package dev.carillon.testkit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.slf4j.LoggerFactory;

/**
 * Gives a test its {@link Vertx}, and fails it when one of its event loops was blocked for three
 * seconds, longer than a busy machine pauses: it listens to what Vert.x's own checker reports.
 */
public final class LoopGuard implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  private static final int LIMIT_MILLIS = 3_000;
  private static final int CHECK_MILLIS = 20;
  private static final long CLOSE_SECONDS = 30;

  private final Logger checker =
      (Logger) LoggerFactory.getLogger("io.vertx.core.impl.BlockedThreadChecker");
  private final List<String> reports = new CopyOnWriteArrayList<>();
  private final Listener listener = new Listener();
  private Vertx vertx;
  private boolean expected;

  private final class Listener extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      if (event.getFormattedMessage().contains("vert.x-eventloop")) {
        reports.add(event.getFormattedMessage());
      }
    }
  }

  /** What was reported so far. */
  public List<String> reports() {
    return List.copyOf(reports);
  }

  /** The test blocks on purpose: reports, which may come late, do not fail it. */
  public void expectReports() {
    expected = true;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    expected = false;
    listener.setContext(checker.getLoggerContext());
    listener.start();
    checker.addAppender(listener);
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(2)
                .setBlockedThreadCheckInterval(CHECK_MILLIS)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(LIMIT_MILLIS)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS));
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    vertx.close().await(CLOSE_SECONDS, TimeUnit.SECONDS);
    checker.detachAppender(listener);
    List<String> ofThisTest = reports();
    reports.clear();
    if (!expected && !ofThisTest.isEmpty()) {
      throw new AssertionError("An event loop was blocked: " + ofThisTest.get(0));
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Vertx.class
        || parameter.getParameter().getType() == LoopGuard.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Vertx.class ? vertx : this;
  }
}
