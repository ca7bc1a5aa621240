/** The registry with many partitions, and callers that ask it. */
@ParametersAreNonnullByDefault
package io.headgate.bench.registry;

import javax.annotation.ParametersAreNonnullByDefault;
