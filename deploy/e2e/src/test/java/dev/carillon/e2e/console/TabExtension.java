package dev.carillon.e2e.console;

import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.UpExtension;
import dev.carillon.e2e.harness.WithUp;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Opens one browser for the product of {@link WithUp}, which lives as long as that does. Each test
 * begins as a person who has the key in the tab and prefers light. Skips where there is no browser.
 */
final class TabExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
  private static final ExtensionContext.Namespace PLACE =
      ExtensionContext.Namespace.create(TabExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    Up up = UpExtension.of(context);
    boolean shared = context.getRequiredTestClass().getAnnotation(WithUp.class).shared();
    ExtensionContext owner = shared ? context.getRoot() : context;
    Tab tab = owner.getStore(PLACE).computeIfAbsent(up, u -> new Tab(up), Tab.class);
    context.getStore(PLACE).put(Tab.class, (TabOf) () -> tab); // a store closes what it holds
  }

  private interface TabOf {
    Tab tab();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    tab(context).enter();
    tab(context).browser().prefers("light");
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Tab.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return tab(context);
  }

  private static Tab tab(ExtensionContext context) {
    return context.getStore(PLACE).get(Tab.class, TabOf.class).tab();
  }
}
