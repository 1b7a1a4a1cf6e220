"""Pure code that fetches feeds and pages over the network, safely and politely; it imports no Beam."""
