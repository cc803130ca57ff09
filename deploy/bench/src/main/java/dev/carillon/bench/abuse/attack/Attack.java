package dev.carillon.bench.abuse.attack;

import dev.carillon.bench.abuse.product.Product;
import java.io.IOException;
import java.util.List;

/** One way to hurt the product from outside. */
public interface Attack {
  /** As {@code --only} names it. */
  String name();

  /** Attacks, looks at what the product does, and leaves no connection behind. */
  List<Finding> run(Product product, Scale scale) throws IOException;
}
