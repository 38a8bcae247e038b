"""Which columns of the real posting files are what."""

NYC = """
[columns]
id = "Job ID"
title = "Business Title"
description = ["Job Description", "Minimum Qual Requirements", "Preferred Skills"]
employer = "Agency"
unit = "Division/Work Unit"
place = "Work Location"
date = "Posting Date"
sector = "Job Category"
"""

JOB_BANK = """
[columns]
id = "id"
title = "jobTitle"
description = "jobRequirement"
employer = "employerName"
place = "jobSchema.jobLocation.address.addressLocality"
region = "jobSchema.jobLocation.address.addressRegion"
date = "jobSchema.datePosted"
url = "website"
"""
