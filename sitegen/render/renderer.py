"""Renders a site: the jobs in a fixed order, each through its template; reports all faults of templates.

An output of an earlier build is used where nothing that it read has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import jinja2

from sitegen.cache import Cache
from sitegen.data_files import DataFiles
from sitegen.engine.digests import digest_of, digest_of_bytes
from sitegen.engine.part_recorder import PartRecorder
from sitegen.engine.stored_page import StoredValueError
from sitegen.engine.trace import Earlier, Fact, Tracer, Traces
from sitegen.engine.views import SiteViews
from sitegen.errors import DataError, ExtensionError, Problem, TemplateError
from sitegen.extension.loading import extensions_of
from sitegen.extension.records import Extensions
from sitegen.images import SitePictures, UnreadablePictureError
from sitegen.languages import editions_of
from sitegen.model import CardInfo, ImageInfo, Output, PublishedRuntime, Results, Site
from sitegen.render.body import Bodies
from sitegen.render.environment import TemplateEnvironment, make_environment, template_folders
from sitegen.render.extensions import extension_jobs, made_by_extension
from sitegen.render.fact_values import OF_EDITIONS, value_of_fact
from sitegen.render.functions import Functions
from sitegen.render.index import AssetUrls, SiteIndex
from sitegen.render.jobs import ContextBuilder, Job
from sitegen.render.lists import archive_jobs, home_jobs, section_jobs, taxonomy_jobs
from sitegen.render.markdown_pages import markdown_jobs
from sitegen.render.pages import plain_page_jobs, post_jobs, redirect_jobs
from sitegen.render.site_files import site_file_jobs
from sitegen.render.site_info import SiteInfo
from sitegen.render.template_errors import TemplateErrors
from sitegen.render.texts import StoredTexts
from sitegen.render.whole_site import WholeSite

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

AUTHOR_ERRORS = (
    jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError,
)  # fmt: skip
"""What a mistake in a template can raise; raised outside a template, they are defects of sitegen."""
Jobs = Callable[[ContextBuilder], Iterator[Job]]
JOBS: tuple[Jobs, ...] = (
    home_jobs,
    section_jobs,
    post_jobs,
    plain_page_jobs,
    markdown_jobs,
    taxonomy_jobs,
    archive_jobs,
    redirect_jobs,
    site_file_jobs,
    extension_jobs,
)
"""Everything that templates make, in the order of the outputs."""
OF_EDITS = (post_jobs, plain_page_jobs, markdown_jobs, site_file_jobs, extension_jobs)
"""Those that an edit of a text changes."""
QUICK_JOBS = (*OF_EDITS, *(jobs for jobs in JOBS if jobs not in OF_EDITS))
"""All of them; those that an edit of a text changes come first."""


@dataclass(frozen=True)
class Renderer:
    """The templates and the data of one site."""

    site: Site
    config: Config
    assets: AssetUrls
    results: Results
    runtime: PublishedRuntime
    cache: Cache
    images: Mapping[str, ImageInfo]
    """Pictures of the site by permalink."""
    cards: Mapping[str, CardInfo]
    """Cards of posts by the path of the source."""
    today: date
    """The day of the build in the site's time zone."""
    earlier: Earlier | None = None
    environment_class: type[TemplateEnvironment] = TemplateEnvironment
    reused: list[str] = field(default_factory=list)
    """The paths of the outputs of the earlier build that were used."""
    whole: Renderer | None = None
    """The renderer of the site, where this one renders the pages in one language."""

    @cached_property
    def editions(self) -> Mapping[str, Renderer]:
        """The renderers of the pages in each language by its code, which is empty for the site's own."""
        if not self.site.editions:
            return {"": self}
        return {
            config.edition: replace(self, site=part, config=config, whole=self)
            for part, config in editions_of(self.site, self.config)
        }

    @cached_property
    def tracer(self) -> Tracer:
        """The traces of the earlier build and of this one."""
        if self.whole:
            return self.whole.tracer
        before = self.earlier or Earlier(Traces(), lambda _: None)
        return Tracer(self._digest, before.traces, before.stale, before.changed)

    @cached_property
    def environment(self) -> TemplateEnvironment:
        """The Jinja environment."""
        index, bodies = self.builder.index, self.builder.bodies
        functions = Functions(index, self.today, self.pictures)
        environment = make_environment(self.config, self.cache, functions, self.environment_class)
        environment.globals["site"] = SiteInfo(index, bodies, self.data)
        return environment

    @cached_property
    def pictures(self) -> SitePictures:
        """The pictures that templates ask for."""
        return self.whole.pictures if self.whole else SitePictures(self.site.assets, self.config, self.cache)

    @cached_property
    def extensions(self) -> Extensions:
        """Those of the site."""
        return extensions_of(self.config)

    @cached_property
    def data(self) -> DataFiles:
        """The data of the site."""
        config = self.config
        return DataFiles(config.root / config.data, config.root, config.outside_links)

    @cached_property
    def errors(self) -> TemplateErrors:
        """Turns exceptions of templates into problems."""
        return TemplateErrors(self.config.root, template_folders(self.config), self.environment)

    @cached_property
    def builder(self) -> ContextBuilder:
        """Builds the contexts."""
        recorder, texts = self.tracer.recorder, StoredTexts(self.tracer, self.cache)
        whole = self.whole.of_all if self.whole else self.of_all
        if self.config.edition:
            recorder = PartRecorder(recorder, self.config.edition, OF_EDITIONS)
        views = SiteViews(self.site, recorder, whole.site)
        index = SiteIndex(views, self.config, self.assets, self.cards, recorder, texts, whole)
        bodies = Bodies(
            self._partial,
            self.results,
            self.config.base_path,
            self.runtime,
            self.cache,
            self.images,
            self.config,
            recorder,
        )
        stale = self.earlier.stale if self.earlier else None
        return ContextBuilder(index, bodies, texts, stale)

    @cached_property
    def of_all(self) -> WholeSite:
        """What the pages in all languages share."""
        return WholeSite(self.site, self.config, self.tracer.recorder)

    def outputs(self) -> Iterator[Output]:
        """Give every output. Templates with faults give none, and all faults are raised at the end.

        Raises:
            TemplateError: templates are missing, do not parse, or use what they do not receive.
            ConfigError: the theme is missing.
        """
        problems = list(self.editions[""].errors.of_own_templates())
        failed: set[str] = set()  # a fault is reported once, not for each of a thousand posts
        for renderer, job in self.jobs():
            if job.template in failed:
                continue
            made = renderer.output(job)
            if isinstance(made, Problem):
                problems.append(made)
                failed.add(job.template)
            else:
                yield made
        if problems:
            raise TemplateError(problems)

    def stale_outputs(self, stale: Collection[str]) -> Iterator[Output]:
        """Give the outputs of these paths.

        Raises:
            TemplateError: the first fault of a template.
            StoredValueError: there is no job for one of the paths.
        """
        left = set(stale)
        for renderer, job in self.jobs(QUICK_JOBS):
            if str(job.output_path) in left:
                left.remove(str(job.output_path))
                made = renderer.output(job)
                if isinstance(made, Problem):
                    raise TemplateError(made)
                yield made
            if not left:
                return
        if left:
            raise StoredValueError(f"no job makes {sorted(left)[0]}")

    def jobs(self, kinds: Iterable[Jobs] = JOBS) -> Iterator[tuple[Renderer, Job]]:
        """Give the job of every file that templates make, with what renders it, in a fixed order."""
        for jobs in kinds:
            for renderer in self.editions.values():
                yield from ((renderer, job) for job in jobs(renderer.builder))

    def output(self, job: Job) -> Output | Problem:
        """Return a job's file, that of the earlier build if it is valid, or what is wrong with a template."""
        name, arguments = str(job.output_path), digest_of((job.template, job.arguments))
        trace = self.tracer.valid(name, arguments) if self.earlier else None
        if self.earlier and trace and (before := self.earlier.find(name)):
            self.tracer.reuse(name, trace)
            self.reused.append(name)
            return Output(job.output_path, before[0], job.origin, before[1])
        with self.tracer.recorder.step() as reads:
            if self.extensions.loaded:
                self.tracer.recorder.read(("extension-names",))
            text = self.text(job)
        if isinstance(text, Problem):
            return text
        content = text.encode() if isinstance(text, str) else text
        self.tracer.ran(name, arguments, reads, digest_of_bytes(content))
        return Output(job.output_path, content, job.origin)

    def text(self, job: Job) -> str | bytes | Problem:
        """Return the text of a job's file, or what is wrong with a template that it uses."""
        context: Any = None
        try:
            if job.made_by:
                return made_by_extension(job.made_by, self.environment)
            template = self.environment.get_template(job.template)
            context = job.context(self.builder, *job.arguments)
            return template.render({item.name: getattr(context, item.name) for item in fields(context)})
        except ExtensionError as error:
            return self.errors.of_extension(error, job.origin)
        except DataError as error:
            return error.problems[0]
        except AUTHOR_ERRORS as error:
            problem = self.errors.problem_of(error, context, job.wanted_by)
            if problem is None:
                raise
            return problem

    def _partial(self, template: str, values: Mapping[str, object]) -> str:
        return self.environment.get_template(template).render(values)

    def _digest(self, fact: Fact) -> str:
        """Return the digest of a fact as it is now; empty for one that is gone."""
        try:
            return digest_of(self._value(fact))
        except (AttributeError, KeyError, DataError, UnreadablePictureError):
            return ""

    def _value(self, fact: Fact) -> object:
        if fact[0] == "page":  # most are
            return self.editions[""].builder.index.views.value(fact)
        kind, _, edition = fact[0].partition("@")
        return value_of_fact(self.editions[edition], (kind, *fact[1:]))
