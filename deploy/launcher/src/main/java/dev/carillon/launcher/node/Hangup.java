package dev.carillon.launcher.node;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signal HUP: an operator's word to read files again, or a terminal that was closed, which ends
 * what was started in it. The JDK's class for signals is reached by reflection: it is not part of
 * the platform's API, and where it is missing the signal ends the process, as it always did.
 */
final class Hangup {
  private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);
  private static final Path TERMINAL = Path.of("/dev/tty");

  private Hangup() {}

  /** From now on; there is no way back, and no need of one. */
  static void handle(Runnable reload, Runnable stop) {
    boolean inTerminal = hasTerminal();
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getName().equals("handle")) {
            act(inTerminal && !hasTerminal() ? stop : reload);
            return null;
          }
          return method.getName().equals("equals")
              ? (Object) (proxy == arguments[0])
              : method.getName().equals("hashCode") ? (Object) 1 : "HUP";
        };
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> type = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(Hangup.class.getClassLoader(), new Class<?>[] {type}, handler);
      signal
          .getMethod("handle", signal, type)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
    } catch (ReflectiveOperationException e) {
      LOG.debug("HUP cannot be handled here", e);
    }
  }

  private static void act(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.warn("After HUP: {}", e.getMessage());
    }
  }

  private static boolean hasTerminal() {
    try {
      Files.newInputStream(TERMINAL).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
