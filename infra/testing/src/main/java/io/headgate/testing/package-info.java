/**
 * Fixtures that start the real servers on free ports in a folder of their own. {@code shared()} is
 * started once for the JVM and stopped with it; an instance of one's own is stopped by {@code
 * close}. Each has a {@code main} that keeps it running until it is interrupted.
 */
@ParametersAreNonnullByDefault
package io.headgate.testing;

import javax.annotation.ParametersAreNonnullByDefault;
