package dev.carillon.testing;

import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** What {@link WithCarillon} does. */
final class CarillonExtension implements BeforeAllCallback, ParameterResolver {
  private static final ExtensionContext.Namespace PLACE =
      ExtensionContext.Namespace.create(CarillonExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    used(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Carillon.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return used(context);
  }

  /** The root's store closes it at the end of the run. */
  private static Carillon used(ExtensionContext context) {
    List<String> settings =
        context.getRequiredTestClass().isAnnotationPresent(WithCarillon.class)
            ? List.of(context.getRequiredTestClass().getAnnotation(WithCarillon.class).value())
            : settingsAround(context.getRequiredTestClass());
    return context
        .getRoot()
        .getStore(PLACE)
        .computeIfAbsent(settings, Carillon::start, Carillon.class);
  }

  /** A nested class has those of the class around it. */
  private static List<String> settingsAround(Class<?> nested) {
    Class<?> around = nested.getEnclosingClass();
    if (around == null) {
      return List.of();
    }
    WithCarillon wanted = around.getAnnotation(WithCarillon.class);
    return wanted == null ? settingsAround(around) : List.of(wanted.value());
  }
}
