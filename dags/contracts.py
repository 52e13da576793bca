"""Makes a contract that cannot be used an import error of Airflow: one that names its file, and stops no DAG.

Airflow knows such errors by the file of the DAGs, and takes down all that it makes; here, none is made.
"""

from __future__ import annotations

from kho.catalog import CatalogError, catalog

if problems := catalog().problems:
    raise CatalogError("\n".join(problems))
