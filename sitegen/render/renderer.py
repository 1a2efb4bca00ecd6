"""Renders a site: the jobs in a fixed order, each through its template; reports all faults of templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import jinja2

from sitegen.cache import Cache
from sitegen.config import Config
from sitegen.errors import Problem, TemplateError
from sitegen.model import Output, Results, Site
from sitegen.render.body import Bodies
from sitegen.render.environment import make_environment, template_folders
from sitegen.render.index import AssetUrls, index_site
from sitegen.render.jobs import ContextBuilder, Job
from sitegen.render.lists import home_jobs, section_jobs, taxonomy_jobs
from sitegen.render.pages import plain_page_jobs, post_jobs, redirect_jobs
from sitegen.render.site_files import site_file_jobs
from sitegen.render.template_errors import TemplateErrors

AUTHOR_ERRORS = (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError)
"""What a mistake in a template can raise; raised outside a template, they are defects of sitegen."""


@dataclass(frozen=True)
class Renderer:
    """The templates and the data of one site."""

    site: Site
    config: Config
    assets: AssetUrls
    results: Results
    runtime_url: str
    download_bytes: int
    cache: Cache
    environment_class: type[jinja2.Environment] = jinja2.Environment

    @cached_property
    def environment(self) -> jinja2.Environment:
        """The Jinja environment."""
        return make_environment(self.config, self.assets.urls, self.cache, self.environment_class)

    @cached_property
    def errors(self) -> TemplateErrors:
        """Turns exceptions of templates into problems."""
        return TemplateErrors(self.config.root, template_folders(self.config), self.environment)

    def outputs(self) -> Iterator[Output]:
        """Give every output. Templates with faults give none, and all faults are raised at the end.

        Raises:
            TemplateError: templates are missing, do not parse, or use what they do not receive.
            ConfigError: the theme's folder is missing.
        """
        problems = list(self.errors.of_own_templates())
        failed: set[str] = set()  # a fault is reported once, not for each of a thousand posts
        for job in self.jobs():
            if job.template in failed:
                continue
            text = self.text(job)
            if isinstance(text, Problem):
                problems.append(text)
                failed.add(job.template)
            else:
                yield Output(job.output_path, text.encode(), job.origin)
        if problems:
            raise TemplateError(problems)

    def jobs(self) -> Iterator[Job]:
        """Give the job of every file that templates make, in a fixed order."""
        bodies = Bodies(
            self._partial,
            self.results,
            self.config.base_path,
            self.runtime_url,
            self.download_bytes,
            self.cache,
        )
        builder = ContextBuilder(index_site(self.site, self.config, self.assets), bodies)
        yield from home_jobs(builder)
        yield from section_jobs(builder)
        yield from post_jobs(builder)
        yield from plain_page_jobs(builder)
        yield from taxonomy_jobs(builder)
        yield from redirect_jobs(builder)
        yield from site_file_jobs(builder)

    def text(self, job: Job) -> str | Problem:
        """Return the text of a job's file, or what is wrong with a template that it uses."""
        context: Any = None
        try:
            template = self.environment.get_template(job.template)
            context = job.context()
            return template.render({item.name: getattr(context, item.name) for item in fields(context)})
        except AUTHOR_ERRORS as error:
            problem = self.errors.problem_of(error, context, job.wanted_by)
            if problem is None:
                raise
            return problem

    def _partial(self, template: str, values: Mapping[str, object]) -> str:
        return self.environment.get_template(template).render(values)
