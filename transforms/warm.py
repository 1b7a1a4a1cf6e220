"""What the fork server loads before it forks the first worker: the chain, and the tables that its first article would load.

Nothing else imports this module: it takes a second and some memory, which the workers then share.
"""

import datetime
import gc

import transforms.assembly
import transforms.chain
import transforms.parts
import transforms.similarity.pairs
from transforms.extraction.extract import extract
from transforms.extraction.languages import MODULES
from transforms.text.language import warm_up

__all__ = ["transforms"]

warm_up()
for _language in MODULES:
    extract("In 2019 it rose 5% to $3 billion.", datetime.date(2020, 1, 1), _language)

gc.collect()
gc.freeze()  # what is loaded stays: no collection in a worker looks at it again, or copies pages that it shares
