package dev.carillon.gateway.http;

import java.util.List;

/** The routes of one topic, as a table. */
public interface Routes {
  /**
   * The table. Fixed paths stand before those with parameters, so that none is taken for a
   * parameter's value.
   */
  List<Route> table();
}
