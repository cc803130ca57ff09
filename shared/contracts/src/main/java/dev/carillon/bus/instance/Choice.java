package dev.carillon.bus.instance;

/** An instance that was chosen for one request, whose end must be told. */
public interface Choice {
  /** The process. */
  String node();

  /** Where it is asked. */
  String address();

  /** Whether it is this very process, which is asked without the cluster. */
  boolean isHere();

  /** It has not answered in the time of one try; it may still. */
  void late();

  /** It has answered, whatever it said, or it never will. */
  void ended(boolean answered);

  /** It does not serve the address: nobody asks it again until it says that it does. */
  void unserved();
}
