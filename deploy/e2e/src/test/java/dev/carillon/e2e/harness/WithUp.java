package dev.carillon.e2e.harness;

import dev.carillon.embedded.testkit.Database;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts one {@code carillon up} for the tests of a class and its nested classes. Constructors and
 * methods take it, or a look into its tables, as a parameter: {@link Up}, {@link Database}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(UpExtension.class)
public @interface WithUp {
  /** Settings of the process, each {@code NAME=value}. */
  String[] value() default {};

  /**
   * Whether classes that ask for the same settings use one process, for suites of one topic whose
   * data do not meet. It lives until the end of the run.
   */
  boolean shared() default false;
}
